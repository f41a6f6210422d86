import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { describeWith, findPart, getPart } from '../testing/needs.ts';
import { type Demo, startDemo } from './demo.ts';
import { login, type RemoteHost } from './remote-host.ts';
import { readWritten, type WrittenCatalog, type WrittenService } from './written-catalog.ts';
import { scaled } from '../workspace/wire/scaled.ts';

let dataDir: string;
let demo: Demo;
let catalog: WrittenCatalog;
let host: RemoteHost;

function getService(name: string): WrittenService {
  const service = catalog.services[name];
  if (!service) throw new Error(`the catalog has no ${name}`);
  return service;
}

/** The status that a user of the service gets through the proxy, as the catalog says to ask. */
function visit(name: string): Promise<number | string> {
  const { public: address } = getService(name);
  const url = new URL(address.url);
  return new Promise((resolve) => {
    const headers = { host: url.host };
    get({ host: address.resolve, port: url.port, path: url.pathname, headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    }).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

async function show(unit: string, ...properties: string[]): Promise<Record<string, string>> {
  const { out } = await host.run(
    `systemctl show --no-pager -p ${properties.join(',')} --timestamp=unix ${unit}`,
  );
  return Object.fromEntries(
    out
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
}

const journal = async (unit: string) =>
  (await host.run(`sudo -n journalctl -u ${unit} -n 200 -a -o short-unix --no-hostname --no-pager`)).out;
const nginxErrors = async () => (await host.run('tail -n 20 ../../var/log/nginx/error.log')).out;

async function activeFaults(name: string): Promise<string[]> {
  const { services } = await demo.state();
  const faults = services.find((service) => service.name === name)?.faults ?? [];
  return faults.filter(({ active }) => active).map(({ id }) => id);
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: scaled(10_000), interval: 50 });

describeWith(['nginx'], 'the demo', () => {
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'resus-demo-test-'));
    demo = await startDemo({ dataDir, nginx: getPart('nginx'), redisServer: findPart('redis') });
    catalog = readWritten(demo.catalogPath);
    host = await login(catalog.hosts['demo-1']);
  });

  afterEach(async () => {
    for (const service of demo.services()) await demo.mend(service.name);
    const left = [...(await activeFaults('api')), ...(await activeFaults('shop'))];
    const served = await Promise.all(['api', 'shop'].map(visit));
    if (left.length > 0 || served.some((status) => status !== 200))
      throw new Error(
        `mending left ${left.join(', ') || 'no fault'} behind; users get ${served.join(' and ')}`,
      );
  });

  afterAll(async () => {
    host.leave();
    await demo.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('a new demo is healthy in every respect that a probe looks at', async () => {
    expect(await show('payments-api', 'ActiveState', 'SubState', 'NRestarts')).toEqual({
      ActiveState: 'active',
      SubState: 'running',
      NRestarts: '0',
    });
    const { local, listen } = getService('api');
    expect((await host.run(`curl -sS http://${listen}${local.path}`)).out).toBe(
      '{"status":"healthy","cache":"ok"}\n',
    );
    expect(await host.run('sudo -n nginx -t')).toMatchObject({
      code: 0,
      err: expect.stringContaining('test is successful'),
    });
    expect(await journal('payments-api')).toContain(`INFO Server listening on port ${listen?.split(':')[1]}`);
    expect(await nginxErrors()).toBe('');
    expect((await host.run('nginx -T')).out).toContain(
      `# configuration file ${getService('api').proxy.nginx}:`,
    );
  });

  test('stopped: the proxy answers 502 and the unit is inactive; a start over ssh brings it back', async () => {
    await demo.break('api', 'stopped');
    expect(await visit('api')).toBe(502);
    expect(await visit('shop')).toBe(200);
    expect(await show('payments-api', 'ActiveState', 'Result')).toEqual({
      ActiveState: 'inactive',
      Result: 'success',
    });
    expect(await nginxErrors()).toContain('connect() failed');
    expect((await host.run('sudo -n systemctl start payments-api')).code).toBe(0);
    await until(async () => expect(await visit('api')).toBe(200));
    expect(await activeFaults('api')).toEqual([]);
  });

  test('wrong-port: the site sends requests to where nobody listens, the service itself is well', async () => {
    await demo.break('api', 'wrong-port');
    const { listen, proxy } = getService('api');
    const [, upstream] = /proxy_pass http:\/\/(\S+);/.exec((await host.run(`cat ${proxy.nginx}`)).out) ?? [];
    expect(upstream).not.toBe(listen);
    expect(await visit('api')).toBe(502);
    expect((await host.run(`curl -s -o /dev/null -w '%{http_code}' http://${listen}/health`)).out).toBe(
      '200',
    );
    expect(await nginxErrors()).toContain(`upstream: "http://${upstream}/health"`);
    expect(await activeFaults('api')).toEqual(['wrong-port']);
  });

  test('hang: the process runs and listens and never answers; a restart over ssh heals it', async () => {
    await demo.break('api', 'hang');
    expect(await visit('api')).toBe(504);
    expect(await show('payments-api', 'ActiveState')).toEqual({ ActiveState: 'active' });
    const url = `http://${getService('api').listen}/health`;
    expect((await host.run(`curl -s --max-time 1 ${url}`)).code).toBe(28);
    expect((await host.run('sudo -n systemctl restart payments-api')).code).toBe(0);
    await until(async () => expect(await visit('api')).toBe(200));
    expect(await activeFaults('api')).toEqual([]);
  });

  test('crash: the program dies at every start with a stack trace until the start limit', async () => {
    await demo.break('api', 'crash');
    expect(await visit('api')).toBe(502);
    await until(async () =>
      expect(await show('payments-api', 'ActiveState')).toEqual({ ActiveState: 'failed' }),
    );
    expect(await show('payments-api', 'Result', 'ExecMainCode', 'ExecMainStatus')).toEqual({
      Result: 'exit-code',
      ExecMainCode: '1',
      ExecMainStatus: '1',
    });
    const said = await journal('payments-api');
    expect(said).toContain("Error [ERR_MODULE_NOT_FOUND]: Cannot find module '");
    expect(said).toContain('Start request repeated too quickly.');
    expect((await host.run('sudo -n systemctl start payments-api')).err).toContain('attempted too often');
  });

  test('dependency: without its cache the api answers 503 and says so in its log', async () => {
    await demo.break('api', 'dependency');
    expect(await visit('api')).toBe(503);
    expect(await show('payments-cache', 'ActiveState')).toEqual({ ActiveState: 'inactive' });
    expect(await show('payments-api', 'ActiveState')).toEqual({ ActiveState: 'active' });
    const logFile = getService('api').logs.find((log) => log !== 'journal');
    expect((await host.run(`tail -n 40 ${logFile}`)).out).toContain('Error: connect ECONNREFUSED 127.0.0.1:');
    expect((await host.run('sudo -n systemctl start payments-cache')).code).toBe(0);
    await until(async () => expect(await visit('api')).toBe(200));
  });

  test('missing-env: the program names the variable it misses and cannot start', async () => {
    await demo.break('api', 'missing-env');
    await until(async () =>
      expect(await show('payments-api', 'ActiveState')).toEqual({ ActiveState: 'failed' }),
    );
    expect(await journal('payments-api')).toContain(
      'Error: Required environment variable is missing: PAYMENTS_SECRET_KEY',
    );
    expect((await host.run(`cat ${getService('api').env.file}`)).out).not.toContain('PAYMENTS_SECRET_KEY');
    expect(await visit('api')).toBe(502);
  });

  test('port-taken: a forgotten copy holds the port and the service cannot bind', async () => {
    await demo.break('api', 'port-taken');
    await until(async () =>
      expect(await show('payments-api', 'ActiveState')).toEqual({ ActiveState: 'failed' }),
    );
    expect(await journal('payments-api')).toContain(
      `Error: listen EADDRINUSE: address already in use ${getService('api').listen}`,
    );
    expect(await visit('api')).toBe(503);
  });

  test('slow: the answer is right and comes after the proxy has given up', async () => {
    await demo.break('shop', 'slow');
    expect(await visit('shop')).toBe(504);
    const { listen, local } = getService('shop');
    const answer = await host.run(`curl -sS -w '%{time_total}' http://${listen}${local.path}`);
    const [body, seconds] = answer.out.split('\n');
    expect(body).toBe('{"status":"healthy"}');
    expect(Number(seconds)).toBeGreaterThan(3.9);
    expect(await nginxErrors()).toContain('upstream timed out');
  });

  test('nginx-down: both sites refuse connections; starting nginx over ssh brings them back', async () => {
    await demo.break('shop', 'nginx-down');
    expect(await Promise.all(['api', 'shop'].map(visit))).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    expect(await activeFaults('api')).toEqual(['nginx-down']);
    expect((await host.run('sudo -n systemctl start nginx && systemctl is-active nginx')).out).toBe(
      'active\n',
    );
    await until(async () => expect(await Promise.all(['api', 'shop'].map(visit))).toEqual([200, 200]));
  });

  test('several faults at once are mended together', async () => {
    await Promise.all(['missing-env', 'wrong-port', 'dependency'].map((fault) => demo.break('api', fault)));
    expect(await activeFaults('api')).toEqual(['wrong-port', 'dependency', 'missing-env']);
    await demo.mend('api');
    expect(await visit('api')).toBe(200);
  });

  test('a repair by hand is seen: the site corrected and nginx reloaded over ssh', async () => {
    await demo.break('shop', 'wrong-port');
    const { proxy, listen } = getService('shop');
    await host.run(
      `sed -i.bak 's#proxy_pass .*#proxy_pass http://${listen};#' ${proxy.nginx} && mv ${proxy.nginx}.bak .`,
    );
    expect(await host.run('sudo -n systemctl reload nginx')).toMatchObject({ code: 0 });
    await until(async () => expect(await visit('shop')).toBe(200));
    expect(await activeFaults('shop')).toEqual([]);
  });

  test('who watches is told of a breakage and of its end', async () => {
    const seen: (boolean | undefined)[] = [];
    const forget = demo.onChange((state) =>
      seen.push(state.services.find(({ name }) => name === 'api')?.healthy),
    );
    await vi.waitFor(() => expect(seen.at(-1)).toBe(true));
    await demo.break('api', 'stopped');
    await vi.waitFor(() => expect(seen.at(-1)).toBe(false));
    await demo.mend('api');
    await vi.waitFor(() => expect(seen.at(-1)).toBe(true));
    forget();
  });

  test('what it does not have is refused by name', async () => {
    await expect(demo.break('api', 'fire')).rejects.toThrow(
      'api cannot be broken by "fire": it has stopped, wrong-port',
    );
    await expect(demo.mend('db')).rejects.toThrow('the demo has no service "db": it has api, shop');
  });

  test('a second demo on the same directory is refused while the first runs', async () => {
    await expect(startDemo({ dataDir, nginx: getPart('nginx') })).rejects.toThrow(
      'another sandbox runs its demo in',
    );
    expect(await visit('api')).toBe(200);
  });
});
