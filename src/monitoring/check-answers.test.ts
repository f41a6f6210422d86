import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { checkOnce as check } from '#test/check-once.ts';
import type { Result } from './monitor-state.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

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

test('a page is searched to its first megabyte, whatever comes after it', async () => {
  const sizes = { small: 300_000, huge: 20_000_000 };
  let size = sizes.small;
  const url = await web((request, response) =>
    response.end(
      request.url === '/json' ? `\uFEFF{"a":"${'x'.repeat(size)}","b":1}` : `${'x'.repeat(size)}Sign in`,
    ),
  );
  expect(await check(`http: { url: "${url}", expect: { body: Sign in } }`)).toMatchObject({ status: 'ok' });
  expect(await check(`http: { url: "${url}/json", expect: { json: { b: 1 } } }`)).toMatchObject({
    status: 'ok',
  });
  size = sizes.huge;
  expect(await check(`http: { url: "${url}" }`)).toMatchObject({ status: 'ok' });
  expect(await check(`http: { url: "${url}", expect: { body: Sign in } }`)).toMatchObject({
    status: 'bad',
    detail: 'the first 1024 kB of the answer lacks the expected text',
  });
  expect(await check(`http: { url: "${url}/json", expect: { json: { b: 1 } } }`)).toMatchObject({
    status: 'bad',
    detail: 'the first 1024 kB of the answer is all that is read, and no whole JSON',
  });
});

test('an answer without a body, a redirect, and one to itself are what they are; nothing is followed', async () => {
  const asked: (string | undefined)[] = [];
  const url = await web((request, response) => {
    asked.push(request.url);
    if (request.url === '/empty') return response.writeHead(204).end();
    const location = request.url === '/loop' ? '/loop' : 'http://other.example.test/';
    return response.writeHead(302, { location }).end();
  });
  const bad = (wish: string): Promise<Result> => check(`http: { url: "${url}${wish} }`);
  expect(await bad('/empty", expect: { status: 204 }')).toMatchObject({ status: 'ok' });
  expect(await bad('/empty", expect: { body: fine }')).toMatchObject({
    detail: 'the answer lacks the expected text',
  });
  expect(await bad('/empty", expect: { json: { a: 1 } }')).toMatchObject({
    detail: 'the answer is not JSON',
  });
  expect(await bad('/loop"')).toMatchObject({ status: 'ok' });
  expect(await bad('/away", expect: { status: 200 }')).toMatchObject({ status: 'bad', detail: 'HTTP 302' });
  expect(asked).toEqual(['/empty', '/empty', '/empty', '/loop', '/away']);
});

test.each([
  ['HTTP/1.0 that closes', 'HTTP/1.0 200 OK\r\n\r\nfine'],
  [
    'hints before the answer',
    'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nfine',
  ],
  ['trailers', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\nx-sum: 1\r\n\r\n'],
])('%s: the answer is understood', async (_name, answer) => {
  const port = await listen(createServer((socket) => void socket.once('data', () => socket.end(answer))));
  expect(await check(`http: { url: "http://127.0.0.1:${port}", expect: { body: fine } }`)).toMatchObject({
    status: 'ok',
  });
});
