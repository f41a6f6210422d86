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

type Written = WrittenCatalog & { people?: Record<string, object> };

async function ended(spawned: Spawned): Promise<{ code: number | null; said: string }> {
  const code = await new Promise<number | null>((resolve) => spawned.child.once('close', resolve));
  return { code, said: spawned.output() };
}

describeWith(['nginx', 'redis'], 'a fix without Slack', () => {
  let dir: string;
  let demo: Demo;
  let product: Product;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-fix-cli-'));
    demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
    const catalog = parse(readFileSync(demo.catalogPath, 'utf8')) as Written;
    // Who is in a Slack group only Slack can say: without it, those count who are listed.
    const people: Record<string, object> = { ...catalog.people, sre: { users: ['U0AMARA', 'U0BJORN'] } };
    for (const [name, user] of [
      ['rosa', 'U0ROSA'],
      ['amara', 'U0AMARA'],
      ['bjorn', 'U0BJORN'],
    ] as const) {
      const key = join(dir, name);
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
      people[name] = { users: [user], ssh_key: readFileSync(`${key}.pub`, 'utf8').trim() };
    }
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(dir, 'stranger')]);
    product = await startProduct({ ...catalog, people });
  });
  afterAll(async () => {
    await product.stop();
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const resus = (...args: string[]): Spawned =>
    run(['src/main.ts', ...args], { RESUS_CONFIG: product.configFile, REDIS_URL: product.redis.url });
  const as = (name: string): string[] => ['--identity', join(dir, name)];

  test('asked for and approved by two signatures it runs, is proven from outside, and stands in the audit', async () => {
    await demo.break('api', 'stopped');
    const asking = resus('run', 'start', 'api', ...as('amara'));
    const [, planId = ''] = await asking.says(/(plan-[0-9a-z]{12})/, 40_000);
    // A key of nobody, one who may not, and the one who asked.
    for (const [who, why] of [
      ['stranger', 'is not by a key that `people`'],
      ['rosa', 'you are not among them'],
      ['amara', 'You asked for this yourself'],
    ] as const)
      expect(await ended(resus('approve', planId, ...as(who)))).toMatchObject({
        code: 77,
        said: expect.stringContaining(why),
      });
    expect((await demo.state()).services.find(({ name }) => name === 'api')?.healthy).toBe(false);
    const approved = await ended(resus('approve', planId, ...as('bjorn')));
    expect(approved).toMatchObject({ code: 0, said: expect.stringContaining('Approved') });
    const { code, said } = await ended(asking);
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('systemctl start') });
    expect((await demo.state()).services.find(({ name }) => name === 'api')?.healthy).toBe(true);
    const audit = await ended(resus('audit', 'export'));
    expect(audit.code).toBe(0);
    const records = audit.said.split('\n').filter((line) => line.includes(planId));
    expect(records.some((line) => line.includes('BEGIN SSH SIGNATURE'))).toBe(true);
    // The one person is one id, here as in Slack.
    expect(records.some((line) => line.includes('approved') && line.includes('U0BJORN'))).toBe(true);
    expect((await ended(resus('audit', 'verify'))).code).toBe(0);
  });
});
