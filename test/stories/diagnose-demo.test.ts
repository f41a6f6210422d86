import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '@resus/sandbox/demo/demo.ts';
import { diagnoseHost } from '#test/campaign/diagnose-host.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

// What a newcomer sees first: every button of the demo must be found out, with its proof.
const breakages = [
  { fault: 'slow', verdict: 'backend-hanging', quote: 'Operation timed out' },
  { fault: 'stopped', verdict: 'backend-not-running', quote: 'ActiveState=inactive' },
  { fault: 'wrong-port', verdict: 'upstream-port-mismatch', quote: 'proxy_pass http://127.0.0.1:' },
  { fault: 'hang', verdict: 'backend-hanging', quote: 'Operation timed out' },
  // Only the log says so: nothing looks for the module itself.
  { fault: 'crash', verdict: 'node-module-missing', quote: 'ledger-v2.mjs', confidence: 'likely' },
  { fault: 'missing-env', verdict: 'env-missing', quote: 'Required environment variable is missing' },
  { fault: 'port-taken', verdict: 'port-in-use', quote: 'EADDRINUSE' },
  { fault: 'nginx-down', verdict: 'proxy-down', quote: 'ActiveState=inactive' },
  { fault: 'dependency', verdict: 'redis-unreachable', quote: 'ECONNREFUSED' },
];

describeWith(['nginx', 'redis'], 'the demo, diagnosed', () => {
  let dir: string;
  let demo: Demo;
  let catalog: WrittenCatalog;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-demo-'));
    demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
    catalog = parse(readFileSync(demo.catalogPath, 'utf8')) as WrittenCatalog;
  });
  afterAll(async () => {
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('is healthy when nothing is broken', async () => {
    for (const service of ['api', 'shop'])
      expect((await diagnoseHost(catalog, service)).verdict?.id).toBe('healthy');
  });

  test.each(breakages)('after "$fault" the verdict is $verdict', async (breakage) => {
    const { fault, verdict, quote, confidence = 'certain' } = breakage;
    await demo.break('api', fault);
    let run = await diagnoseHost(catalog, 'api');
    // A slow machine may not see all at the first look, and says so; what it names is right from the first.
    const giveUpAt = Date.now() + scaled(10_000);
    while (run.verdict?.id === verdict && run.verdict.confidence !== confidence && Date.now() < giveUpAt)
      run = await diagnoseHost(catalog, 'api');
    await demo.mend('api');
    expect(run.verdict).toMatchObject({ id: verdict, confidence });
    expect(run.verdict?.proof.map((proof) => proof.quote).join('\n')).toContain(quote);
  });

  test("nginx's own error log is read where its configuration puts it", async () => {
    await demo.break('api', 'wrong-port');
    const run = await diagnoseHost(catalog, 'api');
    await demo.mend('api');
    const proxy = run.observations.find(({ probe }) => probe === 'proxy');
    expect(proxy?.facts).toMatchObject({
      errorSignature: 'ngx-refused',
      errorUpstreamPort: proxy?.facts['upstreamPort'],
    });
    expect(proxy?.evidence.map(({ source }) => source)).toContain(join(dir, 'var/log/nginx/error.log'));
  });
});
