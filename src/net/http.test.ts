import { createServer as createHttp } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpAsk } from '#catalog/ask.ts';
import { http } from './http.ts';

const never = new AbortController().signal;
const open: Server[] = [];

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, address, resolve);
  });
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A server that does `talk` with each connection. */
const raw = (talk: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => {});
      talk(socket);
    }),
  );

const get = (url: string, more: Partial<HttpAsk> = {}): HttpAsk => ({
  via: 'http',
  method: 'GET',
  url,
  timeoutMs: 2_000,
  ...more,
});

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

describe('http', () => {
  test('tells status, headers, body, address and times, and does not follow a redirect', async () => {
    const port = await listen(
      createHttp((request, response) => {
        response.writeHead(301, { location: '/elsewhere', 'x-host': request.headers.host });
        response.end('moved');
      }),
    );
    const answer = await http(get(`http://api.example.test:${port}/x?y=1`, { resolve: '127.0.0.1' }), never);
    expect(answer).toMatchObject({
      outcome: 'answered',
      status: 301,
      body: 'moved',
      remoteAddress: '127.0.0.1',
    });
    expect(answer).toHaveProperty(['headers', 'x-host'], `api.example.test:${port}`);
  });

  test('sends a method, headers and a body', async () => {
    const port = await listen(
      createHttp((request, response) => {
        request.once('data', (body: Buffer) =>
          response.end(`${request.method} ${request.headers['content-type']} ${body.toString()}`),
        );
      }),
    );
    const ask = get(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await http(ask, never)).toMatchObject({ body: 'POST application/json {}' });
  });

  test('cuts a body at 64 KiB without waiting for its end', async () => {
    const port = await listen(
      createHttp((_request, response) => {
        response.write('x'.repeat(200_000));
      }),
    );
    const answer = await http(get(`http://127.0.0.1:${port}/`), never);
    expect(answer).toHaveProperty('body', 'x'.repeat(65_536));
  });

  test('speaks IPv6', async () => {
    const port = await listen(
      createHttp((_request, response) => response.end('six')),
      '::1',
    );
    expect(await http(get(`http://[::1]:${port}/`), never)).toMatchObject({
      body: 'six',
      remoteAddress: '::1',
    });
  });

  test('a port where nobody listens is refused', async () => {
    const port = await raw(() => {});
    for (const server of open.splice(0)) server.close();
    const answer = await http(get(`http://127.0.0.1:${port}/`), never);
    expect(answer).toMatchObject({
      outcome: 'failed',
      failure: 'refused',
      detail: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  test('a connection that is closed without a byte is an empty reply', async () => {
    const port = await raw((socket) => socket.once('data', () => socket.end()));
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'empty_reply' });
  });

  test('a connection that is reset is told as reset', async () => {
    const port = await raw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'reset' });
  });

  test('an answer that breaks off in its middle is told as reset', async () => {
    const port = await raw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf')),
    );
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'reset' });
  });

  test('bytes that are not HTTP are a protocol fault', async () => {
    const port = await raw((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'protocol' });
  });

  test('a service that accepts and stays silent times out, and says that it was connected', async () => {
    const port = await raw(() => {});
    const answer = await http(get(`http://127.0.0.1:${port}/`, { timeoutMs: 200 }), never);
    expect(answer).toMatchObject({
      outcome: 'failed',
      failure: 'timed_out',
      detail: 'connected, but no answer in 0.2 s',
    });
  });

  test('an answer without an end times out, and says which status had come', async () => {
    const port = await raw((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf')),
    );
    const answer = await http(get(`http://127.0.0.1:${port}/`, { timeoutMs: 200 }), never);
    expect(answer).toHaveProperty('detail', 'status 200 came, but the answer had not ended after 0.2 s');
  });

  test('a name that does not exist is a DNS failure', async () => {
    const answer = await http(get('http://nothing.invalid/'), never);
    expect(answer).toMatchObject({ outcome: 'failed', failure: 'dns' });
  });

  test('an abort is not the fault of the service', async () => {
    const port = await raw(() => {});
    const stop = new AbortController();
    const answer = http(get(`http://127.0.0.1:${port}/`), stop.signal);
    stop.abort();
    expect(await answer).toMatchObject({ outcome: 'cancelled', reason: 'deadline' });
  });

  test('a stale connection is never reused: a restarted service answers the next look', async () => {
    const server = createHttp((_request, response) => response.end('one'));
    const port = await listen(server);
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ body: 'one' });
    await new Promise((resolve) => {
      server.close(resolve);
    });
    const again = createHttp((_request, response) => response.end('two'));
    await new Promise<void>((resolve) => {
      again.listen(port, '127.0.0.1', resolve);
    });
    open.push(again);
    expect(await http(get(`http://127.0.0.1:${port}/`), never)).toMatchObject({ body: 'two' });
  });
});
