import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { HttpAnswer, HttpAsk } from '#catalog/ask.ts';
import { seconds } from './dial.ts';
import { brokenOff, failureOf, since, type Failure } from './failure.ts';
import { connectTo, type HttpConnection } from './http-connection.ts';

/** Enough to quote an error page or match a health answer; a service must not fill our memory. */
const usualBytes = 64 * 1024;

/**
 * One request, one connection of its own, never redirected. Connections are not reused on purpose: a pooled one may be
 * stale, which is our fault and not the service's, and would hide that the port no longer accepts or that the
 * certificate was replaced.
 */
export async function http(ask: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> {
  const startedAt = performance.now();
  const url = new URL(ask.url);
  const connection = await connectTo(ask, url, signal);
  if (signal.aborted) {
    if ('client' in connection) await connection.close();
    return brokenOff(signal, startedAt);
  }
  if ('failure' in connection) return { outcome: 'failed', ...connection, tookMs: since(startedAt) };
  try {
    return await askOver(connection, ask, url, startedAt, signal);
  } finally {
    await connection.close();
  }
}

/** `startedAt` is when time began to count, for the answer's times and for `timeoutMs`. */
export async function askOver(
  { client, socket }: Pick<HttpConnection, 'client' | 'socket'>,
  ask: HttpAsk,
  url: URL,
  startedAt: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const remoteAddress = socket.remoteAddress;
  const where = remoteAddress === undefined ? {} : { remoteAddress };
  const timedOut = AbortSignal.timeout(Math.max(1, ask.timeoutMs - since(startedAt)));
  let status: number | undefined;
  try {
    const response = await client.request(requestOf(ask, url, AbortSignal.any([signal, timedOut])));
    status = response.statusCode;
    const firstByteMs = since(startedAt);
    const { body, isCut } = await readBody(response.body, ask.mostBytes ?? usualBytes);
    return {
      outcome: 'answered',
      status,
      headers: flat(response.headers),
      body,
      ...(isCut ? { isCut } : {}),
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
  }
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

async function readBody(
  stream: AsyncIterable<Buffer>,
  mostBytes: number,
): Promise<{ readonly body: string; readonly isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) break;
  }
  return { body: Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8'), isCut: size > mostBytes };
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
