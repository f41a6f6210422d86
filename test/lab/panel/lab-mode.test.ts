import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import type { DemoState } from '@resus/sandbox/demo/demo-state.ts';
import { diagnoseHost } from '#test/campaign/diagnose-host.ts';
import { labDir } from '#test/lab/script.ts';
import type { WrittenCatalog } from '#test/lab/systems/system.ts';
import { describeWith } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

const stateOf = ({ services }: DemoState, name: string) => services.find((one) => one.name === name);
const entry = join(import.meta.dirname, 'main.ts');

describeWith(['lab'], 'the sandbox with real lab hosts', () => {
  let dir: string;
  let child: ChildProcess;
  let catalogFile: string;
  let catalog: WrittenCatalog;
  let ask: (path: string, body?: object) => Promise<DemoState & { ok?: boolean; error?: string }>;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-lab-'));
    child = spawn(process.execPath, [entry, '--data', dir], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [string];
    const told = JSON.parse(line) as { pageUrl: string; catalog: string };
    catalogFile = told.catalog;
    catalog = parse(readFileSync(catalogFile, 'utf8')) as WrittenCatalog;
    const { origin } = new URL(told.pageUrl);
    const cookie = (await fetch(told.pageUrl, { redirect: 'manual' })).headers.get('set-cookie') ?? '';
    const headers = { cookie: cookie.split(';')[0] ?? '', origin, 'content-type': 'application/json' };
    ask = async (path, body) => {
      const wanted = body ? { method: 'POST', body: JSON.stringify(body) } : {};
      const answer = await fetch(`${origin}/demo/${path}`, { headers, ...wanted });
      return (await answer.json()) as DemoState;
    };
  }, scaled(300_000));
  afterAll(() => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  const ourHosts = () => readdirSync(join(labDir, 'hosts')).filter((host) => host.includes(`-${child.pid}-`));

  test('every service of every system is on the panel, and well', async () => {
    const state = await ask('state');
    expect(state.services.map(({ name, healthy }) => [name, healthy])).toEqual([
      ['api', true],
      ['auth', true],
      ['shop', true],
      ['reports', true],
    ]);
    expect(ourHosts()).toHaveLength(3);
  });

  test('the catalog and the key in it are readable by their owner alone', () => {
    const keys = Object.values(catalog.hosts ?? {}).map(({ key }) => String(key).replace('file:', ''));
    for (const file of [catalogFile, ...keys]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each([
    { service: 'api', fault: 'd-nginx-port', verdict: 'upstream-port-mismatch' },
    { service: 'auth', fault: 'b-module', verdict: 'py-module-missing' },
    { service: 'reports', fault: 'e-socket-mode', verdict: 'ngx-sock-perm' },
  ])(
    '$fault on $service is real, is found out as $verdict, and is gone once mended',
    async (one) => {
      const broken = stateOf(await ask('break', one), one.service);
      expect(broken).toMatchObject({ healthy: false });
      expect(broken?.faults.filter(({ active }) => active).map(({ id }) => id)).toEqual([one.fault]);
      const run = await diagnoseHost(catalog, one.service);
      expect(run.verdict?.id).toBe(one.verdict);

      const mended = stateOf(await ask('mend', one), one.service);
      expect(mended).toMatchObject({ healthy: true });
      expect(mended?.faults.filter(({ active }) => active)).toEqual([]);
      // Same address, same host key: the catalog still leads to it.
      expect((await diagnoseHost(catalog, one.service)).verdict?.id).toBe('healthy');
    },
    120_000,
  );

  test('a fault that it does not have is refused with those it has', async () => {
    const refused = await ask('break', { service: 'reports', fault: 'd-stopped' });
    expect(refused).toMatchObject({
      ok: false,
      error:
        'reports cannot be broken by "d-stopped": it has e-reports-stopped, e-socket-mode, e-socket-path, e-reports-paused',
    });
  });

  test('killed outright, it leaves no host behind', { timeout: scaled(60_000) }, async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await vi.waitFor(() => expect(ourHosts()).toEqual([]), { timeout: scaled(30_000), interval: 100 });
  });
});
