import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { login } from './demo/remote-host.ts';
import { readWritten } from './demo/written-catalog.ts';
import { describeWith, findPart, getPart } from './testing/needs.ts';
import { scaled } from './workspace/wire/scaled.ts';

interface Told {
  apiUrl: string;
  pageUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  catalog: string;
}

let dataDir: string;
const started: ChildProcess[] = [];

async function startSandbox(
  ...args: string[]
): Promise<{ child: ChildProcess; told: Told; lines: string[] }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--data', dataDir, ...args], {
    env: { ...process.env, RESUS_NGINX: getPart('nginx'), RESUS_REDIS_SERVER: findPart('redis') ?? '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines: string[] = [];
  const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await Promise.race([once(output, 'line'), once(child, 'exit')]);
  return { child, told: JSON.parse(lines[0] ?? '') as Told, lines };
}

/** Opens the page as a browser does; the cookie it sets, and the origin, go with what is asked afterwards. */
async function openPage({ pageUrl }: Told) {
  const { origin } = new URL(pageUrl);
  const entry = await fetch(pageUrl, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, origin, 'content-type': 'application/json' };
  return async (method: 'GET' | 'POST', path: string, body?: object) => {
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

/** Everything the demo runs: the main process of each unit, and nginx's worker. */
async function runningPids({ catalog }: Told): Promise<number[]> {
  const host = await login(readWritten(catalog).hosts['demo-1']);
  const { out } = await host.run(`
    for unit in payments-api shop-web payments-cache nginx; do systemctl show -p MainPID --value $unit; done
    curl -s http://127.0.0.1:$(sed -n 's/.*listen 127.0.0.1:\\([0-9]*\\) default_server.*/\\1/p' ../../etc/nginx/nginx.conf)/demo-worker`);
  host.leave();
  return out.trim().split(/\s+/).map(Number);
}

function watchesOf({ catalog }: Told) {
  const { api, shop } = readWritten(catalog).services;
  return [api?.watch, shop?.watch];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const areGone = (pids: number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: scaled(10_000), interval: 50 });

describeWith(['nginx'], 'the sandbox process', () => {
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'resus-sandbox-'));
  });

  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  });

  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('it tells how to reach it in one line, serves the page and the demo behind its key, and ends with its input', async () => {
    const { child, told, lines } = await startSandbox();
    expect(Object.keys(told)).toEqual([
      'apiUrl',
      'pageUrl',
      'botToken',
      'appToken',
      'signingSecret',
      'catalog',
    ]);
    const stranger = await fetch(new URL('/demo/state', told.pageUrl));
    expect(stranger.status).toBe(401);
    const ask = await openPage(told);
    const { body } = await ask('GET', '/demo/state');
    expect(body['services']).toMatchObject([
      { name: 'api', healthy: true, told: '#ops' },
      { name: 'shop', healthy: true, told: '#ops' },
    ]);
    const everyFive = { every: '5s', fail: '2 of 3' };
    expect(watchesOf(told)).toEqual([everyFive, everyFive]);
    expect(await ask('POST', '/demo/break', { service: 'api', fault: 'fire' })).toMatchObject({
      status: 400,
      body: { ok: false, error: expect.stringContaining('cannot be broken by "fire"') },
    });
    const broken = await ask('POST', '/demo/break', { service: 'api', fault: 'stopped' });
    expect(broken).toMatchObject({
      status: 200,
      body: { ok: true, services: [{ healthy: false }, { healthy: true }] },
    });
    const mended = await ask('POST', '/demo/mend', { service: 'api' });
    expect(mended).toMatchObject({
      status: 200,
      body: { ok: true, services: [{ healthy: true }, { healthy: true }] },
    });
    const pids = await runningPids(told);
    const exited = once(child, 'exit');
    child.stdin?.end();
    expect(await exited).toEqual([0, null]);
    await areGone(pids);
    expect(lines).toHaveLength(1);
  });

  test('killed outright it leaves no process behind, frozen or not, and starts again on the same directory', async () => {
    const first = await startSandbox();
    const ask = await openPage(first.told);
    await ask('POST', '/demo/break', { service: 'shop', fault: 'hang' });
    await ask('POST', '/demo/break', { service: 'api', fault: 'port-taken' });
    const pids = (await runningPids(first.told)).filter((pid) => pid > 0);
    expect(pids.length).toBeGreaterThanOrEqual(4); // api is down, or between two of its starts
    first.child.kill('SIGKILL');
    await areGone(pids);

    const second = await startSandbox();
    const askAgain = await openPage(second.told);
    const { body } = await askAgain('GET', '/demo/state');
    expect(body['services']).toMatchObject([{ healthy: true }, { healthy: true }]);
    const left = await runningPids(second.told);
    const exited = once(second.child, 'exit');
    second.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    await areGone(left);
  });

  test('with --no-watch nothing of it is checked, and the panel promises nothing', async () => {
    const { told } = await startSandbox('--no-watch');
    expect(watchesOf(told)).toEqual([undefined, undefined]);
    const ask = await openPage(told);
    const { body } = await ask('GET', '/demo/state');
    const services = body['services'] as { name: string; told?: string }[];
    expect(services.map(({ name, told: channel }) => [name, channel])).toEqual([
      ['api', undefined],
      ['shop', undefined],
    ]);
  });
});
