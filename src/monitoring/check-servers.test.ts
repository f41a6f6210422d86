import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkOnce } from '#test/check-once.ts';
import type { Result } from './monitor-state.ts';
import { scaled } from '#test/scaled.ts';

const dayMs = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'resus-checks-'));
const file = (name: string): string => join(folder, name);
const servers: Server[] = [];
const sockets = new Set<Socket>();
let aheadMs = 0;

const check = (written: string, signal?: AbortSignal): Promise<Result> =>
  checkOnce(written, { aheadMs, ...(signal === undefined ? {} : { signal }) });

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const web = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttp(answer))}`;

beforeAll(() => {
  for (const [name, days, also] of [
    ['short', 3, ''],
    ['long', 60, ''],
    ['six', 60, ',IP:::1'],
  ] as const) {
    const kind = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      String(days),
    ];
    const paths = ['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)];
    const subject = [
      '-subj',
      '/CN=api.example.test',
      '-addext',
      `subjectAltName=DNS:api.example.test${also}`,
    ];
    execFileSync('openssl', ['req', '-x509', ...kind, ...paths, ...subject], { stdio: 'ignore' });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  aheadMs = 0;
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

describe('a check over http', () => {
  test('without a wish anything below 500 is alive, and the time is told', async () => {
    let status = 200;
    const url = await web((_request, response) => response.writeHead(status).end());
    expect(await check(`http: { url: "${url}" }`)).toEqual({
      status: 'ok',
      tookMs: expect.any(Number),
      detail: '',
    });
    status = 404;
    expect(await check(`http: { url: "${url}" }`)).toMatchObject({ status: 'ok' });
    status = 503;
    expect(await check(`http: { url: "${url}" }`)).toMatchObject({ status: 'bad', detail: 'HTTP 503' });
  });

  test('a wished status, body, json and header are each found missing', async () => {
    const url = await web((request, response) => {
      if (request.method !== 'GET' || request.headers['x-probe'] !== 'resus')
        return response.writeHead(400).end();
      return response
        .writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
        .end('{"status":"degraded","parts":{"b":[1],"a":2}}');
    });
    const asked = `url: "${url}/health", headers: { x-probe: resus }`;
    const detailOf = async (wish: string): Promise<string> =>
      (await check(`http: { ${asked}, ${wish} }`)).detail;
    expect(await detailOf('expect: { status: 200, body: degraded, json: { parts: { a: 2, b: [1] } } }')).toBe(
      '',
    );
    expect(await detailOf('expect_headers: { Content-Type: application/json }')).toBe('');
    expect(await detailOf('expect: { status: [201, 204] }')).toBe('HTTP 200');
    expect(await detailOf('expect: { body: healthy }')).toBe('the answer lacks the expected text');
    expect(await detailOf('expect: { json: { status: healthy } }')).toBe('status is not "healthy"');
    expect(await detailOf('expect: { json: { parts: { a: 2 } } }')).toBe('parts is not {"a":2}');
    expect(await detailOf('expect_headers: { content-type: text/html }')).toBe(
      'the header content-type is not text/html',
    );
    expect(await check(`http: { url: "${url}", method: POST }`)).toMatchObject({ status: 'ok' });
    expect(await detailOf('method: POST, expect: { status: 200 }')).toBe('HTTP 400');
  });

  test('a right answer that comes too late is bad, and so is one that does not end', async () => {
    const url = await web((request, response) => {
      if (request.url === '/endless') return void response.writeHead(200).write('begun');
      setTimeout(() => response.end('late'), 300);
      return undefined;
    });
    const late = await check(`http: { url: "${url}/late", within: 100ms }`);
    expect(late).toMatchObject({ status: 'bad', detail: `${late.tookMs} ms, more than 100 ms` });
    expect(await check(`http: { url: "${url}/late", within: 900ms }`)).toMatchObject({ status: 'ok' });
    const endless = await check(`http: { url: "${url}/endless" }`);
    expect(endless).toMatchObject({
      status: 'bad',
      detail: 'status 200 came, but the answer had not ended after 1 s',
    });
    expect(endless.tookMs).toBeLessThan(scaled(1_500));
  });

  test('nobody listening and a connection closed without an answer are bad, each in its own words', async () => {
    const port = await listen(createServer((socket) => socket.destroy()));
    expect(await check(`http: { url: "http://127.0.0.1:${port}" }`)).toMatchObject({
      status: 'bad',
      detail: 'the connection was accepted and closed without a single byte of answer',
    });
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const refused = await check(`http: { url: "http://127.0.0.1:${port}" }`);
    expect(refused).toMatchObject({ status: 'bad', detail: `connect ECONNREFUSED 127.0.0.1:${port}` });
  });

  test('a check that is broken off says nothing about the service', async () => {
    const url = await web(() => {});
    const stop = new AbortController();
    const checking = check(`http: { url: "${url}" }`, stop.signal);
    setTimeout(() => stop.abort(), 50);
    expect(await checking).toMatchObject({ status: 'unknown' });
  });
});

/** A server with that certificate, as a monitor names it. */
const secure = async (name: string): Promise<string> => {
  const identity = { key: readFileSync(file(`${name}.key`)), cert: readFileSync(file(`${name}.crt`)) };
  const port = await listen(createHttps(identity, (_request, response) => response.end('fine')));
  return `url: "https://api.example.test:${port}/", resolve: 127.0.0.1, ca: ${file(`${name}.crt`)}`;
};

describe('a check over https', () => {
  test('a certificate that is still good but ends soon is bad, in whole days', async () => {
    const url = await secure('short');
    expect(await check(`http: { ${url}, tls_expires: 14d }`)).toMatchObject({
      status: 'bad',
      detail: 'the certificate ends in 2 days',
    });
    expect(await check(`http: { ${url}, tls_expires: 2d }`)).toMatchObject({ status: 'ok' });
    expect(await check(`http: { ${url} }`)).toMatchObject({ status: 'ok' });
  });

  test('one that lasts is fine until its time has come', async () => {
    const url = await secure('long');
    expect(await check(`http: { ${url}, tls_expires: 14d }`)).toMatchObject({ status: 'ok' });
    aheadMs = 50 * dayMs;
    expect(await check(`http: { ${url}, tls_expires: 14d }`)).toMatchObject({
      status: 'bad',
      detail: 'the certificate ends in 9 days',
    });
    aheadMs = 70 * dayMs;
    expect(await check(`http: { ${url}, tls_expires: 14d }`)).toMatchObject({
      status: 'bad',
      detail: 'the certificate ended 10 days ago',
    });
  });

  test('a certificate of an IPv6 address is checked against that address; a name is told to the server', async () => {
    const names: unknown[] = [];
    const identity = { key: readFileSync(file('six.key')), cert: readFileSync(file('six.crt')) };
    const server = createHttps(identity, (_request, response) => response.end('fine'));
    server.on('secureConnection', ({ servername }: { servername: unknown }) => names.push(servername));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '::', resolve));
    const { port } = server.address() as AddressInfo;
    const ca = `ca: ${file('six.crt')}`;
    expect(await check(`http: { url: "https://[::1]:${port}/", ${ca} }`)).toMatchObject({
      status: 'ok',
    });
    const byName = `http: { url: "https://api.example.test:${port}/", resolve: "::1", ${ca} }`;
    expect(await check(byName)).toMatchObject({ status: 'ok' });
    expect(names).toEqual([false, 'api.example.test']);
    expect(await check(`http: { url: "https://[::1]:${port}/", ${ca}, tls_expires: 90d }`)).toMatchObject({
      detail: 'the certificate ends in 59 days',
    });
    expect(await check(`http: { url: "https://127.0.0.1:${port}/", ${ca} }`)).toMatchObject({
      status: 'bad',
      detail: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
  });

  test('a certificate that nobody vouches for, or of another name, is bad', async () => {
    const url = await secure('long');
    const other = url.replace('api.example.test', 'shop.example.test');
    expect(await check(`http: { ${other} }`)).toMatchObject({
      status: 'bad',
      detail: expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    });
    expect(await check(`http: { ${url.replace(/, ca: .*/, '')} }`)).toMatchObject({
      status: 'bad',
      detail: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
    });
  });
});

test('a port is good while it accepts, and bad once it does not', async () => {
  const port = await listen(createServer());
  expect(await check(`tcp: "127.0.0.1:${port}"`)).toMatchObject({ status: 'ok' });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await check(`tcp: "127.0.0.1:${port}"`)).toMatchObject({
    status: 'bad',
    detail: `connect ECONNREFUSED 127.0.0.1:${port}`,
  });
});

test('a heartbeat is good until its silence is too long', async () => {
  aheadMs = -Date.now() + 59_000;
  expect(await check('heartbeat: { token: "env:BEAT", every: 1m }')).toMatchObject({ status: 'ok' });
  aheadMs += 2_000;
  expect(await check('heartbeat: { token: "env:BEAT", every: 1m }')).toMatchObject({
    status: 'bad',
    detail: expect.stringMatching(/^no heartbeat for 6[12] s$/),
  });
});
