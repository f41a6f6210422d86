import { expect, test } from 'vitest';
import type { Message } from '@resus/sandbox/workspace/talk/message.ts';
import { describeWith } from '#test/needs.ts';
import { run } from './process.ts';
import { startProduct } from './product.ts';

describeWith(['redis'], 'people and an outage, in the whole product', () => {
  test('Rosa opens it, Amara takes it in its thread, Rosa resolves it; its report and the command line say the same', async () => {
    const product = await startProduct({
      slack: { channel: '#ops' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: {
        api: { host: 'web-1', run: { systemd: 'api' } },
        worker: { host: 'web-1', run: { systemd: 'worker' } },
      },
    });
    const { workspace } = product;
    const [rosa, amara] = [workspace.as('U0ROSA'), workspace.as('U0AMARA')];
    const whispered = async (user: string, act: () => Promise<unknown> | Message): Promise<string> => {
      const before = workspace.ephemerals(user).length;
      await act();
      await workspace.until(() => workspace.ephemerals(user).length > before);
      return workspace.ephemerals(user).at(-1)?.text ?? '';
    };
    const cli = async (...args: string[]) => {
      const { child, output } = run(['src/main.ts', 'outages', ...args], {
        RESUS_CONFIG: product.configFile,
        REDIS_URL: product.redis.url,
        LOG_LEVEL: 'fatal',
      });
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
      return { code, said: output() };
    };
    try {
      expect(await cli()).toEqual({ code: 0, said: 'No outage is open.\n' });
      const opened = await whispered('U0ROSA', () => rosa.command('/outage', 'open api the shop shows 502'));
      expect(opened).toContain('The outage of `api` is open: <#C0OPS>');
      const parent = await workspace.until(
        () => workspace.messages('#ops').find(({ text }) => text.includes('the shop shows 502')),
        10_000,
      );
      const reply = (text: string) =>
        whispered('U0AMARA', () => amara.say('#ops', `<@U0BOT> ${text}`, { thread_ts: parent.ts }));
      expect(await reply('assign me')).toBe('You have the outage of api now.');
      expect(await reply('severity warning')).toContain('is now: warning');
      const listed = await whispered('U0ROSA', () => rosa.command('/outage', ''));
      expect(listed).toContain('1 outage is open');
      expect(listed).toContain('<@U0AMARA> has it');
      const json = await cli('--json');
      expect(json.code).toBe(2);
      const { open } = JSON.parse(json.said) as { open: { id: string; service: string; assignee: string }[] };
      expect(open).toMatchObject([{ service: 'api', assignee: 'U0AMARA' }]);
      expect((await cli()).said).toContain('U0AMARA has it');

      // An open home tab follows what others do.
      rosa.openHome();
      const home = () => JSON.stringify(workspace.home('U0ROSA')?.blocks ?? []);
      await workspace.until(() => home().includes('`api` — warning'), 10_000);
      await reply('severity info');
      await workspace.until(() => home().includes('`api` — information'), 10_000);

      // The buttons of its own message, as it stands in the channel now.
      const card = () => workspace.messages('#ops').find(({ ts }) => ts === parent.ts) ?? parent;
      await workspace.until(() => JSON.stringify(card().blocks).includes('<@U0AMARA>'), 10_000);
      // Who takes it has seen it.
      expect(JSON.stringify(card().blocks)).not.toContain('outage.ack');
      const chosen = { selected_option: { value: `${open[0]?.id} 1h` } };
      const silenced = await whispered('U0ROSA', () => rosa.click(card(), 'outage.silence', chosen));
      expect(silenced).toContain('api is silenced until');
      await rosa.click(card(), 'outage.resolve');
      const view = await workspace.until(() => workspace.views('U0ROSA').at(-1), 4000);
      const told = await whispered('U0ROSA', () => rosa.submit(view, { words: 'a full disk' }));
      expect(told).toContain('The outage of api is resolved');
      await workspace.until(() => card().text.startsWith('✅ api: Resolved'), 10_000);
      expect(JSON.stringify(card().blocks)).toContain('a full disk');
      expect(JSON.stringify(card().blocks)).not.toContain('outage.resolve');
      expect(await reply('ack')).toContain('This outage is over already');

      expect(await reply('postmortem')).toContain('on its way into the thread');
      const file = () => workspace.files().find(({ name }) => name.endsWith('.md') && name.includes('api'));
      await workspace.until(() => file() !== undefined, 10_000);
      const posted = workspace.fileBytes(file()?.id ?? '')?.toString() ?? '';
      const report = await cli('report', 'api');
      expect(report.code).toBe(0);
      expect(posted).toContain('a full disk');
      expect(posted).toContain('## Open questions');
      expect(report.said).toContain('a full disk');
      expect(await cli('--all')).toMatchObject({
        code: 0,
        said: expect.stringContaining(open[0]?.id ?? '-'),
      });
      expect(await cli('report', 'nothing')).toMatchObject({ code: 75 });
    } finally {
      await product.stop();
    }
  });

  test('two who press at once: one has acknowledged it, the other is told who; nobody else may, and old buttons say why not', async () => {
    const product = await startProduct({
      slack: { channel: '#ops' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: {
        api: { host: 'web-1', run: { systemd: 'api' }, channel: '#payments', locale: 'fr' },
        worker: { host: 'web-1', run: { systemd: 'worker' } },
      },
    });
    const { workspace } = product;
    const as = (user: string) => workspace.as(user);
    const told = (user: string) => workspace.ephemerals(user).map(({ text }) => text);
    const toldLast = async (user: string, act: () => Promise<unknown>): Promise<string> => {
      const before = told(user).length;
      await act();
      await workspace.until(() => told(user).length > before);
      return told(user).at(-1) ?? '';
    };
    try {
      await Promise.all([
        as('U0ROSA').command('/outage', 'open api plus de paiements'),
        as('U0AMARA').command('/outage', 'open api page blanche'),
      ]);
      await workspace.until(() => told('U0ROSA').length === 1 && told('U0AMARA').length === 1);
      const answers = [...told('U0ROSA'), ...told('U0AMARA')].toSorted();
      expect(answers[1]).toContain('La panne de `api` est ouverte : <#C0PAYMENTS>');
      expect(answers[0]).toContain('Une panne de `api` est déjà ouverte');
      const parents = () =>
        workspace.messages('#payments').filter(({ thread_ts }) => thread_ts === undefined);
      const parent = await workspace.until(() => parents()[0], 10_000);

      await Promise.all([
        as('U0ROSA').click(parent, 'outage.ack'),
        as('U0AMARA').click(parent, 'outage.ack'),
      ]);
      await workspace.until(() => told('U0ROSA').length === 2 && told('U0AMARA').length === 2);
      const [first, second] = [told('U0ROSA')[1] ?? '', told('U0AMARA')[1] ?? ''].toSorted();
      expect(first).toContain('Vous avez pris acte de la panne de api');
      expect(second).toMatch(/^❌ Quelqu’un en a déjà pris acte \(<@U0(?:ROSA|AMARA)>\)/);

      const guest = await toldLast('U0GUEST', () => as('U0GUEST').click(parent, 'outage.assign_me'));
      expect(guest).toContain('you are a guest here');
      // A thread that is no outage's says which are open; two are, so it asks.
      await toldLast('U0ROSA', () => as('U0ROSA').command('/outage', 'open worker'));
      const other = as('U0AMARA').say('#ops', 'lunch?');
      const asked = await toldLast('U0AMARA', async () =>
        as('U0AMARA').say('#ops', '<@U0BOT> resolve', { thread_ts: other.ts }),
      );
      expect(asked).toBe('Which outage? api, worker');
      await toldLast('U0ROSA', () => as('U0ROSA').command('/outage', 'resolve api la base'));
      const late = await toldLast('U0ROSA', () => as('U0ROSA').click(parent, 'outage.assign_me'));
      expect(late).toContain('Cette panne est déjà terminée');
      expect(parents()).toHaveLength(1);
    } finally {
      await product.stop();
    }
  });
});
