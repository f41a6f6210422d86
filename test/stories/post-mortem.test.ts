import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { startDemo } from '@resus/sandbox/demo/demo.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { section } from '#test/outages/read-report.ts';
import { startProduct } from './product.ts';

describeWith(['nginx', 'redis'], 'an outage, from the first failed check to its post-mortem', () => {
  test('api is stopped; Resus proposes its start, Amara approves; the report in the thread tells all of it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'resus-demo-'));
    const demo = await startDemo({ dataDir: dir, nginx: getPart('nginx'), redisServer: getPart('redis') });
    const catalog = parse(readFileSync(demo.catalogPath, 'utf8')) as WrittenCatalog;
    const services = Object.entries(catalog.services ?? {}).map(([name, service]) => [
      name,
      name === 'api' ? { ...service, channel: '#ops', watch: { every: '5s', fail: '2 of 3' } } : service,
    ]);
    const product = await startProduct({
      ...catalog,
      outages: { resolve_after: '4s' },
      services: Object.fromEntries(services) as NonNullable<WrittenCatalog['services']>,
    });
    try {
      const { workspace } = product;
      const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
      await demo.break('api', 'stopped');
      const parent = await workspace.until(() => parents()[0], 25_000);
      const plan = await workspace.until(
        () => workspace.thread('#ops', parent.ts).find(({ text }) => text.includes('Waits for')),
        25_000,
      );
      await workspace.as('U0AMARA').click(plan, 'plan.approve');
      await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved'), 60_000);
      const file = await workspace.until(
        () => workspace.files().find(({ name }) => name.endsWith('.md')),
        10_000,
      );
      const report = workspace.fileBytes(file.id)?.toString() ?? '';
      expect(section(report, 'Summary')).toContain('proven from outside');
      expect(section(report, 'Root causes')).toContain('`backend-not-running`, `process`');
      expect(section(report, 'Evidence')).toContain('**E1**');
      expect(section(report, 'What was tried')).toContain('systemctl start');
      expect(section(report, 'What was tried')).toContain('Approved by');
      expect(section(report, 'Verification')).toContain('yes');
      expect(section(report, 'Impact')).toContain('| `api/watch` |');
      expect(section(report, 'Timeline').match(/^- /gm)?.length).toBeGreaterThan(10);
      expect(section(report, 'Logs and evidence files')).toContain('evidence-api-run-');
    } finally {
      await product.stop();
      await demo.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
