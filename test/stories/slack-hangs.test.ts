import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '@resus/sandbox/demo/demo.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { run, type Spawned } from './process.ts';
import { type Product, startProduct } from './product.ts';

type Written = WrittenCatalog & { people?: Record<string, object>; policy?: Record<string, object> };

/** Longer than this test: for whoever calls it is for ever. */
const forEverMs = 600_000;
const hanging = [
  'usergroups.users.list',
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'conversations.list',
  'conversations.replies',
  'users.info',
];

async function ended(spawned: Spawned): Promise<{ code: number | null; said: string }> {
  const code = await new Promise<number | null>((resolve) => spawned.child.once('close', resolve));
  return { code, said: spawned.output() };
}

describeWith(['nginx', 'redis'], 'a Slack that takes every call and never answers', () => {
  let dir: string;
  let demo: Demo;
  let product: Product;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-hang-'));
    demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
    const catalog = parse(readFileSync(demo.catalogPath, 'utf8')) as Written;
    const people: Record<string, object> = { ...catalog.people, sre: { slack_group: 'S0SRE' } };
    for (const [name, user] of [
      ['amara', 'U0AMARA'],
      ['bjorn', 'U0BJORN'],
    ] as const) {
      const key = join(dir, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
      people[name] = { users: [user], ssh_key: readFileSync(`${key}.pub`, 'utf8').trim() };
    }
    // A group that only Slack can look up, and one who can sign without it.
    const approvers = ['sre', 'bjorn'];
    const policy = { ...catalog.policy, high: { approvers, need: 1 }, critical: { approvers, need: 1 } };
    product = await startProduct({ ...catalog, people, policy });
  });
  afterAll(async () => {
    await product.stop();
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const resus = (...args: string[]): Spawned =>
    run(['src/main.ts', ...args], { RESUS_CONFIG: product.configFile, REDIS_URL: product.redis.url });
  const as = (name: string): string[] => ['--identity', join(dir, name)];
  const isHealthy = async (): Promise<boolean> =>
    (await demo.state()).services.find(({ name }) => name === 'api')?.healthy === true;

  test('an approved command runs all the same, and the thread is filled in once it answers, each message once', {
    timeout: 150_000,
  }, async () => {
    const { workspace } = product;
    await demo.break('api', 'stopped');
    for (const method of hanging) workspace.faults.delay(method, forEverMs, 1000);
    const asking = resus('run', 'start', 'api', ...as('amara'));
    const [, planId = ''] = await asking.says(/(plan-[0-9a-z]{12})/, 40_000);
    const approvedAt = performance.now();
    expect(await ended(resus('approve', planId, ...as('bjorn')))).toMatchObject({ code: 0 });
    await expect.poll(isHealthy, { timeout: 20_000 }).toBe(true);
    expect((await ended(asking)).code).toBe(0);
    // Its proof takes as long as it takes; the fix itself never waited.
    expect(performance.now() - approvedAt).toBeLessThan(40_000);
    const audit = (await ended(resus('audit', 'export'))).said.split('\n');
    const whats = audit
      .filter((line) => line.includes(planId))
      .map((line) => /"what":"(\w+)"/.exec(line)?.[1]);
    expect(whats).toContain('claimed');
    expect(whats).not.toContain('unclaimed');
    const texts = () => workspace.messages('#ops').map(({ text }) => text);
    expect(texts()).toEqual([]);

    workspace.faults.clear();
    const ids = () =>
      workspace
        .messages('#ops')
        .flatMap(({ metadata }) => (metadata === undefined ? [] : [String(metadata.event_payload['id'])]))
        .filter((id) => id.startsWith(planId))
        .toSorted();
    const all = [`${planId}.plan`, `${planId}.result`, `${planId}.steps`];
    await expect.poll(ids, { timeout: 60_000 }).toEqual(all);
    expect(texts().filter((text) => text.includes('Fixed, proven')).length).toBeGreaterThan(0);
  });
});
