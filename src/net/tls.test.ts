import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HttpAsk } from '#catalog/ask.ts';
import { dns } from './dns.ts';
import { http } from './http.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'resus-net-'));
const file = (name: string) => join(folder, name);
const open: Server[] = [];

function certificate(name: string, days: number, altName: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altName}`];
  const paths = ['-keyout', file(`${name}.key`), '-out', file(`${name}.crt`)];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(days)];
  execFileSync('openssl', ['req', '-x509', ...kind, ...paths, ...subject], { stdio: 'ignore' });
}

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

beforeAll(() => {
  certificate('api.example.test', 30, 'DNS:api.example.test');
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const secure = () =>
  listen(
    createHttps(
      {
        key: readFileSync(file('api.example.test.key')),
        cert: readFileSync(file('api.example.test.crt')),
      },
      (_request, response) => response.end('safe'),
    ),
  );

describe('over TLS', () => {
  test('a certificate that nobody trusts is a certificate failure with the code', async () => {
    const port = await secure();
    const answer = await http(get(`https://api.example.test:${port}/`, { resolve: '127.0.0.1' }), never);
    expect(answer).toMatchObject({ failure: 'certificate', remoteAddress: '127.0.0.1' });
    expect(answer).toHaveProperty('detail', expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'));
  });

  test('a CA of the catalog is trusted, and the name is still checked', async () => {
    const port = await secure();
    const ca = file('api.example.test.crt');
    const right = get(`https://api.example.test:${port}/`, { resolve: '127.0.0.1', ca });
    expect(await http(right, never)).toMatchObject({ outcome: 'answered', body: 'safe' });
    const wrong = await http({ ...right, url: `https://other.example.test:${port}/` }, never);
    expect(wrong).toMatchObject({ failure: 'certificate' });
    expect(wrong).toHaveProperty('detail', expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'));
  });

  test('a CA file that is missing is said, not blamed on the certificate', async () => {
    const port = await secure();
    const ask = get(`https://api.example.test:${port}/`, { resolve: '127.0.0.1', ca: file('none.pem') });
    expect(await http(ask, never)).toMatchObject({ failure: 'other' });
  });

  test('plain HTTP on a TLS port is a TLS failure', async () => {
    const port = await listen(createHttp((_request, response) => response.end('plain')));
    expect(await http(get(`https://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'tls' });
  });

  test('a peer that hangs up in the handshake is a TLS failure', async () => {
    const port = await raw((socket) => socket.once('data', () => socket.end()));
    expect(await http(get(`https://127.0.0.1:${port}/`), never)).toMatchObject({ failure: 'tls' });
  });

  test('the certificate is described even when it is not trusted', async () => {
    const port = await secure();
    const ask = {
      via: 'tls',
      host: 'api.example.test',
      port,
      resolve: '127.0.0.1',
      timeoutMs: 2_000,
    } as const;
    const answer = await tls(ask, never);
    expect(answer).toMatchObject({
      outcome: 'answered',
      subject: 'api.example.test',
      issuer: 'api.example.test',
      altNames: ['api.example.test'],
      problem: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      protocol: 'TLSv1.3',
    });
    if (answer.outcome !== 'answered') throw new Error('not answered');
    const days = (answer.validTo - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(days).toBeLessThan(31);
  });

  test('a TLS look at a silent port times out', async () => {
    const port = await raw(() => {});
    const ask = { via: 'tls', host: '127.0.0.1', port, timeoutMs: 200 } as const;
    expect(await tls(ask, never)).toMatchObject({ outcome: 'failed', failure: 'timed_out' });
  });
});

describe('tcp and dns', () => {
  test('an open port answers, a closed one is refused', async () => {
    const port = await raw(() => {});
    expect(await tcp({ via: 'tcp', host: '127.0.0.1', port, timeoutMs: 1_000 }, never)).toMatchObject({
      outcome: 'answered',
    });
    for (const server of open.splice(0)) server.close();
    expect(await tcp({ via: 'tcp', host: 'localhost', port, timeoutMs: 1_000 }, never)).toMatchObject({
      outcome: 'failed',
      failure: 'refused',
    });
  });

  test('a name of this machine and an address are resolved without a server', async () => {
    const local = await dns({ via: 'dns', name: 'localhost', timeoutMs: 3_000 }, never);
    expect(local).toHaveProperty('addresses', expect.arrayContaining(['127.0.0.1']));
    expect(await dns({ via: 'dns', name: '192.0.2.7', timeoutMs: 3_000 }, never)).toHaveProperty(
      'addresses',
      ['192.0.2.7'],
    );
  });

  test('a name that does not exist fails with a code', async () => {
    const answer = await dns({ via: 'dns', name: 'nothing.invalid', timeoutMs: 2_000 }, never);
    expect(answer).toMatchObject({ outcome: 'failed' });
    expect(answer).toHaveProperty('code', expect.stringMatching(/^E[A-Z]+$/));
  });

  test('an aborted look says so', async () => {
    const aborted = AbortSignal.abort();
    expect(await dns({ via: 'dns', name: 'nothing.invalid', timeoutMs: 2_000 }, aborted)).toMatchObject({
      outcome: 'cancelled',
    });
    expect(await tcp({ via: 'tcp', host: '192.0.2.1', port: 9, timeoutMs: 2_000 }, aborted)).toMatchObject({
      outcome: 'cancelled',
    });
  });
});
