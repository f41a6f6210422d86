import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Client } from 'undici';
import type { HttpAsk } from '#catalog/ask.ts';
import { dial, shakeHands } from './dial.ts';
import { plainHost, since, type Failure } from './failure.ts';

/** One connection to one server; whoever opened it closes it. */
export type HttpConnection = {
  readonly client: Client;
  readonly socket: Socket;
  readonly close: () => Promise<void>;
};
export type NotConnected = Failure & { readonly remoteAddress?: string };

/** Connects as `ask` wants it, by its `timeoutMs`. With `keepMs` it may be used again, as long as the server holds it. */
export async function connectTo(
  ask: HttpAsk,
  url: URL,
  signal: AbortSignal,
  keepMs = 0,
): Promise<HttpConnection | NotConnected> {
  const opened = await open(ask, url, performance.now(), signal);
  if ('failure' in opened) return opened;
  const { socket } = opened;
  let isGiven = false;
  const client = new Client(url.origin, {
    connect: (_options, done) => {
      const gone = isGiven;
      isGiven = true;
      // not at once: undici does not look again for a request while it is still asking for the connection
      queueMicrotask(() => (gone ? done(new Error('the connection is gone'), null) : done(null, socket)));
    },
    ...(keepMs > 0 ? { pipelining: 1, keepAliveTimeout: keepMs } : { pipelining: 0 }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const close = async (): Promise<void> => {
    socket.destroy();
    await client.destroy();
  };
  return { client, socket, close };
}

async function open(
  ask: HttpAsk,
  url: URL,
  startedAt: number,
  signal: AbortSignal,
): Promise<{ socket: Socket } | NotConnected> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const authorities = secure && ask.ca ? await trusting(ask.ca) : undefined;
  if (authorities && 'failure' in authorities) return authorities;
  const dialled = await dial(ask.resolve ?? url.hostname, port, ask.timeoutMs, signal);
  if ('failure' in dialled || !secure) return dialled;
  const remoteAddress = dialled.socket.remoteAddress;
  const leftMs = Math.max(1, ask.timeoutMs - since(startedAt));
  const options = { ALPNProtocols: ['http/1.1'], host: plainHost(url.hostname), ...authorities };
  const shaken = await shakeHands(dialled.socket, url.hostname, options, leftMs, signal);
  if ('socket' in shaken) return shaken;
  dialled.socket.destroy();
  return { ...shaken, ...(remoteAddress === undefined ? {} : { remoteAddress }) };
}

const contexts = new Map<string, SecureContext>();

/** The usual authorities and one more. Building the list costs 15 ms, so it is kept for as long as the file is the same. */
async function trusting(file: string): Promise<{ secureContext: SecureContext } | Failure> {
  try {
    const authority = await readFile(file, 'utf8');
    const key = `${file}\n${authority}`;
    const known = contexts.get(key);
    if (known) return { secureContext: known };
    const secureContext = createSecureContext({ ca: [...getCACertificates('default'), authority] });
    contexts.set(key, secureContext);
    return { secureContext };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { failure: 'other', detail: `the CA certificate of this check cannot be used: ${why}` };
  }
}
