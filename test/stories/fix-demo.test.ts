import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '@resus/sandbox/demo/demo.ts';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { type Product, startProduct } from './product.ts';

const waiting = (text: string): boolean => text.includes('Waits for');
const [rosa, amara, bjorn, gwen] = ['U0ROSA', 'U0AMARA', 'U0BJORN', 'U0GUEST'];

describeWith(['nginx', 'redis'], 'a fix, from the button to the proof', () => {
  let dir: string;
  let demo: Demo;
  let product: Product;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-demo-'));
    demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
  });
  beforeEach(async () => {
    product = await startProduct(parse(readFileSync(demo.catalogPath, 'utf8')) as WrittenCatalog);
  });
  afterEach(async () => {
    await product.stop();
    await demo.mend('api');
  });
  afterAll(async () => {
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const card = (isIt: (text: string) => boolean, patienceMs = 20_000): Promise<Message | undefined> =>
    product.workspace.until(
      () => product.workspace.messages('#ops').findLast((one) => one.bot === true && isIt(one.text)),
      patienceMs,
    );
  const get = async (isIt: (text: string) => boolean): Promise<Message> => {
    const found = await card(isIt);
    if (found === undefined) {
      const said = product.workspace.messages('#ops').map(({ text }) => text);
      throw new Error(`no such card; there are:\n${said.join('\n---\n')}`);
    }
    return found;
  };
  const heard = async (user: string, work: () => Promise<unknown>): Promise<string> => {
    const before = product.workspace.ephemerals(user).length;
    await work();
    await product.workspace.until(() => product.workspace.ephemerals(user).length > before);
    return product.workspace.ephemerals(user).at(-1)?.text ?? '';
  };

  async function planned(): Promise<Message> {
    const { workspace } = product;
    await demo.break('api', 'stopped');
    await workspace.as(rosa).command('/diagnose', 'api');
    const { replies } = await product.ended();
    const verdict = replies.find(({ text }) => text.includes('not running'));
    if (verdict === undefined) throw new Error('there is a verdict');
    await workspace.as(rosa).click(verdict, 'remedy.0');
    const plan = await get(waiting);
    expect(plan.thread_ts).toBe(verdict.thread_ts);
    return plan;
  }

  test('the one who asked may not approve, a guest may not, a second person may; then it is proven from outside', async () => {
    const { workspace } = product;
    const plan = await planned();
    expect(JSON.stringify(plan.blocks)).toContain('systemctl start');
    // Who may decide is told in private, the one who asked is not.
    for (const who of [amara, bjorn])
      await expect
        .poll(() =>
          workspace
            .messages(`D${who.slice(1)}`)
            .map(({ text }) => text)
            .join(),
        )
        .toContain('waits for your approval');
    expect(workspace.messages(`D${rosa.slice(1)}`)).toEqual([]);
    expect(await heard(gwen, () => workspace.as(gwen).click(plan, 'plan.approve'))).toContain('❌');
    expect(await heard(rosa, () => workspace.as(rosa).click(plan, 'plan.approve'))).toContain('❌');
    expect((await demo.state()).services.find(({ name }) => name === 'api')?.healthy).toBe(false);
    expect(await heard(amara, () => workspace.as(amara).click(plan, 'plan.approve'))).toContain('Approved');
    const result = await get((text) => /^✅ .*public.*200/s.test(text));
    expect(result.text).toContain('Fixed, proven from outside');
    // Whoever reads their private message only now must not go and look for a button.
    for (const who of [amara, bjorn])
      await expect
        .poll(() => workspace.messages(`D${who.slice(1)}`).map(({ text }) => text))
        .toEqual([expect.stringMatching(/^✅ .* — Fixed, proven from outside\. <http/)]);
    expect((await demo.state()).services.find(({ name }) => name === 'api')?.healthy).toBe(true);
    // An old card clicked again does nothing and says so.
    expect(await heard(bjorn, () => workspace.as(bjorn).click(plan, 'plan.approve'))).toContain(
      'ended already',
    );
    const [, ...replies] = workspace.thread('#ops', plan.thread_ts ?? '');
    const now = replies.find(({ ts }) => ts === plan.ts);
    expect(JSON.stringify(now?.blocks)).not.toContain('plan.approve');
  });

  test('of two approvers who click at once one is counted, and it runs once', async () => {
    const { workspace } = product;
    const plan = await planned();
    await Promise.all(
      [amara, bjorn].flatMap((who) => [
        workspace.as(who).click(plan, 'plan.approve'),
        workspace.as(who).click(plan, 'plan.approve'),
      ]),
    );
    await get((text) => /^✅ .*public.*200/s.test(text));
    const card = workspace.messages('#ops').find(({ ts }) => ts === plan.ts);
    expect(card?.text.match(/👍/g) ?? []).toHaveLength(0);
    expect(JSON.stringify(card?.blocks).match(/👍/g)).toHaveLength(1);
    const fixed = () => workspace.messages('#ops').filter(({ text }) => text.includes('Fixed, proven'));
    await expect.poll(() => fixed().length).toBe(2);
  });

  test('what recovered meanwhile is left alone, and the card says so', async () => {
    const { workspace } = product;
    const plan = await planned();
    await demo.mend('api');
    await workspace.as(amara).click(plan, 'plan.approve');
    const end = await get((text) => text.includes('no longer needed'));
    expect(end.text).toContain('recovered by itself');
  });

  test('a denial with its reason ends it', async () => {
    const { workspace } = product;
    const plan = await planned();
    await workspace.as(amara).click(plan, 'plan.deny');
    const view = await workspace.until(() => workspace.views(amara).at(-1));
    if (view === undefined) throw new Error('a window asks why');
    await workspace.as(amara).submit(view, { words: 'a deploy is running' });
    const denied = await get((text) => text.includes('Denied'));
    expect(denied.text).toContain('a deploy is running');
    expect((await demo.state()).services.find(({ name }) => name === 'api')?.healthy).toBe(false);
  });

  test('/restart of a misspelt service offers the nearest, freeze stops everything until thaw', async () => {
    const { workspace } = product;
    expect(await heard(rosa, () => workspace.as(rosa).command('/restart', 'aip'))).toContain(
      'There is no service `aip`',
    );
    expect(await heard(rosa, () => workspace.as(rosa).command('/resus', 'freeze'))).toContain(
      'Only approvers',
    );
    expect(await heard(amara, () => workspace.as(amara).command('/resus', 'freeze deploy day'))).toContain(
      'frozen',
    );
    expect(await heard(rosa, () => workspace.as(rosa).command('/restart', 'api'))).toContain('deploy day');
    expect(await heard(amara, () => workspace.as(amara).command('/resus', 'thaw'))).toContain(
      'may run again',
    );
    await workspace.as(rosa).command('/restart', 'api');
    const plan = await get(waiting);
    await workspace.as(rosa).click(plan, 'plan.withdraw');
    await get((text) => text.includes('Withdrawn'));
  });
});
