import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { HttpAnswer, HttpAsk } from '#services/ask.ts';
import { dial, seconds, shakeHands } from './dial.ts';
import { brokenOff, failureOf, since, type Failure } from './failure.ts';

/** Enough to quote an error page or match a health answer; a service must not fill our memory. */
const bodyLimitBytes = 64 * 1024;

/**
 * One request, one connection of its own, never redirected. Connections are not reused on purpose: a pooled one may be
 * stale, which is our fault and not the service's, and would hide that the port no longer accepts or that the
 * certificate was replaced.
 */
export async function http(ask: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> {
  const startedAt = performance.now();
  const url = new URL(ask.url);
  const opened = await open(ask, url, startedAt, signal);
  if (signal.aborted) {
    if ('socket' in opened) opened.socket.destroy();
    return brokenOff(signal, startedAt);
  }
  if ('failure' in opened) return { outcome: 'failed', ...opened, tookMs: since(startedAt) };

  const { socket } = opened;
  const remoteAddress = socket.remoteAddress;
  const where = remoteAddress === undefined ? {} : { remoteAddress };
  const leftMs = Math.max(1, ask.timeoutMs - since(startedAt));
  const timedOut = AbortSignal.timeout(leftMs);
  const client = new Client(url.origin, {
    // not at once: undici does not look again for a request while it is still asking for the connection
    connect: (_options, done) => queueMicrotask(() => done(null, socket)),
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let status: number | undefined;
  try {
    const response = await client.request(requestOf(ask, url, AbortSignal.any([signal, timedOut])));
    status = response.statusCode;
    const firstByteMs = since(startedAt);
    const body = await readBody(response.body);
    return {
      outcome: 'answered',
      status,
      headers: flat(response.headers),
      body,
      ...where,
      firstByteMs,
      tookMs: since(startedAt),
    };
  } catch (error) {
    if (signal.aborted) return brokenOff(signal, startedAt);
    const failure = timedOut.aborted
      ? { failure: 'timed_out' as const, detail: lateDetail(status, ask.timeoutMs) }
      : answerFailure(error, socket);
    return { outcome: 'failed', ...failure, ...where, tookMs: since(startedAt) };
  } finally {
    socket.destroy();
    await client.destroy();
  }
}

async function open(
  ask: HttpAsk,
  url: URL,
  startedAt: number,
  signal: AbortSignal,
): Promise<{ socket: Socket } | (Failure & { remoteAddress?: string })> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  const authorities = secure && ask.ca ? await trusting(ask.ca) : undefined;
  if (authorities && 'failure' in authorities) return authorities;
  const dialled = await dial(ask.resolve ?? url.hostname, port, ask.timeoutMs, signal);
  if ('failure' in dialled || !secure) return dialled;
  const remoteAddress = dialled.socket.remoteAddress;
  const leftMs = Math.max(1, ask.timeoutMs - since(startedAt));
  const options = { ALPNProtocols: ['http/1.1'], host: url.hostname, ...authorities };
  const shaken = await shakeHands(dialled.socket, url.hostname, options, leftMs, signal);
  if ('socket' in shaken) return shaken;
  dialled.socket.destroy();
  return { ...shaken, ...(remoteAddress === undefined ? {} : { remoteAddress }) };
}

function requestOf(ask: HttpAsk, url: URL, signal: AbortSignal): Dispatcher.RequestOptions {
  return {
    method: ask.method,
    path: `${url.pathname}${url.search}`,
    headers: { 'user-agent': 'resus', accept: '*/*', ...ask.headers },
    body: ask.body ?? null,
    signal,
  };
}

async function readBody(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= bodyLimitBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bodyLimitBytes).toString('utf8');
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const one: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) one[name] = Array.isArray(value) ? value.join(', ') : value;
  return one;
}

function lateDetail(status: number | undefined, timeoutMs: number): string {
  return status === undefined
    ? `connected, but no answer in ${seconds(timeoutMs)}`
    : `status ${status} came, but the answer had not ended after ${seconds(timeoutMs)}`;
}

/** A connection closed before its first byte is the mark of a worker that died: curl calls it an empty reply. */
function answerFailure(error: unknown, socket: Socket): Failure {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'UND_ERR_SOCKET') return failureOf(error);
  return socket.bytesRead === 0
    ? {
        failure: 'empty_reply',
        detail: 'the connection was accepted and closed without a single byte of answer',
      }
    : { failure: 'reset', detail: `the connection was closed in the middle of the answer (${code})` };
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
