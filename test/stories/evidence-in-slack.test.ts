import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Demo, startDemo } from '@resus/sandbox/demo/demo.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { type Product, startProduct } from './product.ts';

describeWith(['nginx', 'redis'], 'at night api crashes, and someone wants to see for themselves', () => {
  let dir: string;
  let demo: Demo;
  let product: Product;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-evidence-'));
    demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
    product = await startProduct(parse(readFileSync(demo.catalogPath, 'utf8')) as WrittenCatalog);
  });
  afterAll(async () => {
    await product.stop();
    await demo.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('the thread has the verdict, the picture and the evidence; the logs follow when asked for', async () => {
    const { workspace } = product;
    const fileNamed = (start: string) => workspace.files().find(({ name }) => name.startsWith(start));
    const textOf = (start: string) => workspace.fileBytes(fileNamed(start)?.id ?? '')?.toString() ?? '';

    await demo.break('api', 'crash');
    const rosa = workspace.as('U0ROSA');
    await rosa.command('/diagnose', 'api');
    await workspace.until(() => fileNamed('evidence-api-') !== undefined, 30_000);

    const picture = workspace.fileBytes(fileNamed('path-api-')?.id ?? '');
    expect(picture?.subarray(1, 4).toString()).toBe('PNG');
    const evidence = textOf('evidence-api-');
    expect(evidence).toContain('ledger-v2.mjs');
    expect(evidence).toContain('## Ruled out, and by what');

    const verdict = workspace
      .messages('#ops')
      .find(({ blocks }) => JSON.stringify(blocks).includes('collect_logs'));
    if (verdict === undefined) throw new Error('there is a verdict with a button for the logs');
    await rosa.click(verdict, 'collect_logs');
    await workspace.until(() => fileNamed('logs-api-') !== undefined, 30_000);
    const logs = textOf('logs-api-');
    expect(logs).toContain('ledger-v2.mjs');
    expect(logs).toMatch(/=== nginx -t\nnginx: /);
    expect(logs).toMatch(/=== systemctl cat \S+\n[\s\S]*ExecStart=/);
    expect(logs).not.toMatch(/^resus-/m);
  });
});
