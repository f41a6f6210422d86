import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { allProbes } from '#probes/all-probes.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import { observe } from '#probes/observe.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Observation } from '#catalog/observation.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { describeWith, getPart } from '#test/needs.ts';

// A host whose whole userland is busybox: its sh, and no other program than its applets.
describeWith(['busybox'], 'on a busybox host', () => {
  let dir: string;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'resus-busybox-'));
    const busybox = getPart('busybox');
    const bin = join(dir, 'bin');
    mkdirSync(bin);
    for (const applet of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n'))
      symlinkSync(busybox, join(bin, applet));
    writeFileSync(join(dir, '.env'), 'SECRET_KEY=abcdef\n');
    writeFileSync(join(dir, 'app.log'), 'Server listening on port 8000\n');
    server = createServer((_request, response) => response.end('{"status":"healthy"}')).listen(
      0,
      '127.0.0.1',
    );
    await new Promise((resolve) => server.once('listening', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.close();
    rmSync(dir, { recursive: true });
  });

  async function look(): Promise<{ observations: Observation[]; verdict: ReturnType<typeof decideVerdict> }> {
    const catalog = readCatalog(
      stringify({
        hosts: { box: { address: '192.0.2.7', user: 'bot', key: 'env:NO_KEY' } },
        services: {
          api: {
            host: 'box',
            run: { process: { dir: process.cwd(), start: 'node' } },
            listen: `127.0.0.1:${port}`,
            local: { path: '/health', expect: { json: { status: 'healthy' } } },
            env: { file: join(dir, '.env'), required: ['SECRET_KEY'] },
            logs: [join(dir, 'app.log')],
            needs: [{ tcp: { address: `127.0.0.1:${port}` } }],
            paths: [{ path: dir }],
          },
        },
      }),
      'busybox.yaml',
    );
    const service = catalog.services['api'];
    const host = catalog.hosts['box'];
    if (service === undefined || host === undefined) throw new Error('the catalog has no api on box');
    const transport = { shell: shellOf(join(dir, 'bin')) } as Pick<ProbeTransport, 'shell'> as ProbeTransport;
    const observations = await observe({
      transport,
      probes: allProbes,
      targets: [{ service, catalog, now: Date.now(), signatures: loadRunbooks().signatures, host }],
      deadlineMs: 15_000,
      signal: new AbortController().signal,
    });
    const verdict = decideVerdict(loadRunbooks().diagnosis, observations, {
      service: 'api',
      hosts: ['box'],
      remedy: () => undefined,
    });
    return { observations, verdict };
  }

  test('what can be seen is seen right, what cannot is unknown, and nothing is claimed', async () => {
    const { observations, verdict } = await look();
    const facts = Object.fromEntries(observations.map((one) => [one.probe, one.facts]));
    expect(facts['listening']).toMatchObject({ port, open: true, reachable: true });
    expect(facts['process']).toMatchObject({ state: 'running' });
    expect(facts['local']).toMatchObject({ outcome: 'answered', status: 200, alive: true });
    expect(facts['needs.tcp']).toMatchObject({ up: true });
    expect(facts['disk']).toHaveProperty('usedPercent');
    expect(facts['clock']).toMatchObject({ skewed: false });
    expect(facts['env']).toMatchObject({ missing: [], empty: [] });
    // How busy this machine is, is not ours to say.
    const bad = observations.filter(({ status, probe }) => status === 'bad' && probe !== 'load');
    expect(bad.map(({ probe }) => probe)).toEqual([]);
    const claims = { id: verdict.id, others: verdict.otherCauses.map(({ id }) => id) };
    expect(claims).toEqual({ id: 'healthy', others: [] });
  });
});

/** Runs each command as a remote busybox sh would, with nothing else on its path. */
function shellOf(path: string): ProbeTransport['shell'] {
  return async (_host, asks, settled) => {
    await Promise.all(
      asks.map(
        (ask, index) =>
          new Promise<void>((resolve) => {
            const options = {
              env: { PATH: path, LC_ALL: 'C' },
              timeout: ask.timeoutMs,
              encoding: 'utf8' as const,
            };
            // oxlint-disable-next-line promise/prefer-await-to-callbacks -- both streams count, also of a command that fails
            execFile(join(path, 'sh'), ['-c', ask.command], options, (error, stdout, stderr) => {
              const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 137;
              settled(index, { outcome: 'exited', code, text: stdout + stderr, truncated: false, tookMs: 1 });
              resolve();
            });
          }),
      ),
    );
  };
}
