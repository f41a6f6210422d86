import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HttpAsk } from '#catalog/ask.ts';
import { createKeptHttp, type KeptHttp } from './kept-http.ts';
import { scaled } from '#test/scaled.ts';

const never = new AbortController().signal;
let kept: KeptHttp;
const servers: Server[] = [];
const sockets: Socket[] = [];
const folders: string[] = [];

beforeEach(() => {
  kept = createKeptHttp();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await kept.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** `sockets` are the connections that were made, in order. */
async function listen(server: Server, port = 0): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const web = async (answer: RequestListener, patienceMs = 30_000): Promise<string> => {
  const server = createHttp(answer);
  server.keepAliveTimeout = patienceMs;
  return `http://127.0.0.1:${await listen(server)}/`;
};
const get = (url: string, more: Partial<HttpAsk> = {}): HttpAsk => ({
  via: 'http',
  method: 'GET',
  url,
  timeoutMs: 1_000,
  ...more,
});
const ok = { outcome: 'answered', status: 200 };

test('many requests to one origin take one connection, and two at once take two', async () => {
  const url = await web((_request, response) => response.end('fine'));
  for (let i = 0; i < 30; i += 1) expect(await kept.http(get(`${url}${i}`), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(1);
  await Promise.all([kept.http(get(url), never), kept.http(get(url), never)]);
  expect(sockets).toHaveLength(2);
  expect(kept.kept()).toBe(1);
});

test('a connection that the server closed meanwhile is not noticed by whoever asks', async () => {
  let isDying = false;
  const url = await web((request, response) => {
    if (isDying) request.socket.destroy();
    else response.end('fine');
    isDying = false;
  });
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  sockets[0]?.destroy();
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  // Also when it closes at the very moment of the next request.
  isDying = true;
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(3);
});

test('a connection that a firewall forgot is asked again anew, and its silence is no failure', async () => {
  let answers = 0;
  const port = await listen(
    createServer((socket) => {
      let isFirst = true;
      socket.on('data', () => {
        answers += 1;
        // The second request of a connection disappears.
        if (isFirst) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        isFirst = false;
      });
    }),
  );
  const url = `http://127.0.0.1:${port}/`;
  expect(await kept.http(get(url, { timeoutMs: 300 }), never)).toMatchObject(ok);
  expect(await kept.http(get(url, { timeoutMs: 300 }), never)).toMatchObject(ok);
  expect(answers).toBe(3);
  expect(sockets).toHaveLength(2);
});

test.each([80, 100, 120])(
  'a server that closes what was idle for %i ms, asked every 100 ms, never fails',
  async (patienceMs) => {
    const server = createHttp((_request, response) => response.end('fine'));
    server.keepAliveTimeout = patienceMs;
    // Node waits a second longer than it says; others close when they say.
    server.keepAliveTimeoutBuffer = 0;
    const url = `http://127.0.0.1:${await listen(server)}/`;
    for (let i = 0; i < 40; i += 1) {
      expect(await kept.http(get(url), never)).toMatchObject(ok);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  },
);

test('what is said of a connection (408, 421) is asked again over a new one, once', async () => {
  let said = 200;
  const url = await web((_request, response) => response.writeHead(said).end());
  for (const status of [408, 421]) {
    said = 200;
    expect(await kept.http(get(url), never)).toMatchObject(ok);
    const made = sockets.length;
    said = status;
    expect(await kept.http(get(url), never)).toMatchObject({ outcome: 'answered', status });
    expect(sockets).toHaveLength(made + 1);
    expect(kept.kept()).toBe(0);
  }
  // Of one that was only idle for too long nothing is seen.
  let isFirst = true;
  const port = await listen(
    createServer((socket) => {
      const status = isFirst ? '408 Request Timeout' : '200 OK';
      isFirst = false;
      let asked = 0;
      socket.on('data', () => {
        asked += 1;
        const line = asked === 1 ? 'HTTP/1.1 200 OK' : `HTTP/1.1 ${status}`;
        socket.write(`${line}\r\ncontent-length: 0\r\n\r\n`);
      });
    }),
  );
  for (let i = 0; i < 3; i += 1)
    expect(await kept.http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject(ok);
});

test('a server that answers with an error is asked over a new connection the next time: it may be one that was taken out', async () => {
  let said = 200;
  const url = await web((_request, response) => response.writeHead(said).end());
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  said = 503;
  expect(await kept.http(get(url), never)).toMatchObject({ status: 503 });
  expect(kept.kept()).toBe(0);
  said = 200;
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(2);
});

test('what is really down is down, in the words of a new connection', async () => {
  const url = await web((_request, response) => response.end('fine'));
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  const closed = new Promise((resolve) => servers.pop()?.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
  expect(await kept.http(get(url), never)).toMatchObject({ outcome: 'failed', failure: 'refused' });
  expect(kept.kept()).toBe(0);
});

test('after a minute a new connection is made, so that a port that no longer accepts is seen', async () => {
  const url = await web((_request, response) => response.end('fine'));
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  const now = performance.now();
  vi.spyOn(performance, 'now').mockReturnValue(now + 59_000);
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(1);
  vi.spyOn(performance, 'now').mockReturnValue(now + 61_000);
  expect(await kept.http(get(url), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(2);
});

test('when as many are kept as may be, those stay, and the others are made anew each time', async () => {
  const few = createKeptHttp(2);
  const urls = await Promise.all([1, 2, 3].map(() => web((_request, response) => response.end('fine'))));
  for (let round = 0; round < 3; round += 1)
    for (const url of urls) expect(await few.http(get(url), never)).toMatchObject(ok);
  expect(few.kept()).toBe(2);
  expect(sockets).toHaveLength(2 + 3);
  await few.close();
  await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
});

test('what changes something is never asked twice, nor over a connection that may be stale', async () => {
  const methods: string[] = [];
  const url = await web((request, response) => {
    methods.push(request.method ?? '');
    response.end();
  });
  for (const method of ['POST', 'GET', 'POST']) await kept.http(get(url, { method }), never);
  expect(methods).toEqual(['POST', 'GET', 'POST']);
  expect(sockets).toHaveLength(3);
});

test('an answer that is cut off at its limit, or that closes, leaves no connection behind', async () => {
  const url = await web((request, response) => {
    if (request.url === '/huge') return void response.end(Buffer.alloc(5_000_000, 'x'));
    response.setHeader('connection', 'close');
    response.end('bye');
    return undefined;
  });
  for (const path of ['huge', 'close', 'huge', 'close'])
    expect(await kept.http(get(url + path), never)).toMatchObject(ok);
  await expect.poll(kept.kept).toBe(0);
  expect(sockets).toHaveLength(4);
});

test('one that is broken off says so at once, and one after the end makes no connection that stays', async () => {
  const url = await web((request, response) => {
    if (request.url === '/fine') response.end('fine');
  });
  expect(await kept.http(get(`${url}fine`), never)).toMatchObject(ok);
  const stop = new AbortController();
  const asked = kept.http(get(`${url}never`), stop.signal);
  setTimeout(() => stop.abort(), 50);
  expect(await asked).toMatchObject({ outcome: 'cancelled' });
  expect(kept.kept()).toBe(0);
  await kept.close();
  expect(await kept.http(get(`${url}fine`), never)).toMatchObject(ok);
  expect(kept.kept()).toBe(0);
  await expect.poll(() => sockets.every(({ destroyed }) => destroyed)).toBe(true);
});

/** An https server of api.example.test; `ca` is what vouches for it. */
function secure(answer: RequestListener): { server: Server; ca: string } {
  const folder = mkdtempSync(join(tmpdir(), 'resus-kept-'));
  folders.push(folder);
  const [key, ca] = [join(folder, 'key'), join(folder, 'crt')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  const subject = ['-subj', '/CN=api.example.test', '-addext', 'subjectAltName=DNS:api.example.test'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', ca, ...subject], {
    stdio: 'ignore',
  });
  return { server: createHttps({ key: readFileSync(key), cert: readFileSync(ca) }, answer), ca };
}

test('a fixed address and a certificate authority of its own hold for kept connections too', async () => {
  const hosts: string[] = [];
  const { server, ca } = secure((request, response) => {
    hosts.push(request.headers.host ?? '');
    response.end('fine');
  });
  const port = await listen(server);
  const url = `https://api.example.test:${port}/`;
  for (let i = 0; i < 3; i += 1)
    expect(await kept.http(get(url, { resolve: '127.0.0.1', ca }), never)).toMatchObject(ok);
  expect(sockets).toHaveLength(1);
  expect(hosts).toEqual(Array.from({ length: 3 }, () => `api.example.test:${port}`));
  // Trusted for that monitor only: another one of the same origin does not get its connection.
  expect(await kept.http(get(url, { resolve: '127.0.0.1' }), never)).toMatchObject({
    failure: 'certificate',
  });
});

test('the time told is that of the answer, whether a connection had to be made or not; the limit is for both', async () => {
  const { server, ca } = secure((_request, response) => response.end('fine'));
  servers.push(server);
  let slowMs = 200;
  const port = await listen(
    createServer((socket) => void setTimeout(() => server.emit('connection', socket), slowMs)),
  );
  const asked = get(`https://api.example.test:${port}/`, { resolve: '127.0.0.1', ca });
  for (let i = 0; i < 2; i += 1) {
    const answer = await kept.http(asked, never);
    expect(answer).toMatchObject(ok);
    expect(answer.tookMs).toBeLessThan(scaled(150));
  }
  expect(sockets).toHaveLength(1);
  sockets[0]?.destroy();
  slowMs = 2_000;
  await expect.poll(kept.kept).toBe(0);
  const late = await kept.http(asked, never);
  expect(late).toMatchObject({ failure: 'timed_out', detail: 'connected, but no TLS handshake in 1 s' });
  expect(late.tookMs).toBeGreaterThanOrEqual(990);
});
