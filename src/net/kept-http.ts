import type { HttpAnswer, HttpAsk } from '#catalog/ask.ts';
import { brokenOff, since } from './failure.ts';
import { connectTo, type HttpConnection } from './http-connection.ts';
import { askOver, http } from './http.ts';

export type KeptHttp = {
  readonly http: (ask: HttpAsk, signal: AbortSignal) => Promise<HttpAnswer>;
  /** How many connections are open and wait for their next request. */
  readonly kept: () => number;
  readonly close: () => Promise<void>;
};

/**
 * The longest life of a connection: a closed port, a replaced certificate or a moved name shows only on a new one.
 */
const mostAgeMs = 60_000;
/** Each is an open file, of which an older system allows a process 4,096. */
const usualMost = 2_000;

type Answered = Extract<HttpAnswer, { outcome: 'answered' }>;
type Kept = HttpConnection & { readonly openedAt: number };

/**
 * Requests that come again and again, over connections that stay open between them. That a kept connection brings no
 * answer says nothing about the server, which may have closed it, or a firewall forgot it: it is asked again over a new
 * one, and what comes of that counts. Times are those of the answer, without connecting, so that they can be compared.
 */
export function createKeptHttp(mostKept = usualMost): KeptHttp {
  const idle = new Map<string, Kept>();
  let isClosed = false;

  const take = (key: string): Kept | undefined => {
    const connection = idle.get(key);
    idle.delete(key);
    if (connection === undefined || isUsable(connection)) return connection;
    void connection.close();
    return undefined;
  };
  const keep = (key: string, connection: Kept): void => {
    // Full is full: to close the oldest for the newest would close each shortly before its turn comes again.
    if (isClosed || idle.size >= mostKept || idle.has(key) || !isUsable(connection)) void connection.close();
    else idle.set(key, connection);
  };

  const ask = async (wanted: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> => {
    // Asking twice is harmless for these only.
    if (!['GET', 'HEAD', 'OPTIONS'].includes(wanted.method)) return http(wanted, signal);
    const url = new URL(wanted.url);
    const key = [url.origin, wanted.resolve, wanted.ca].join(' ');
    const known = take(key);
    if (known !== undefined) {
      const answer = await askOver(known, wanted, url, performance.now(), signal);
      if (isWell(answer)) keep(key, known);
      else await known.close();
      if (answer.outcome !== 'failed' && !isOfConnection(answer)) return answer;
    }
    const startedAt = performance.now();
    const opened = await connectTo(wanted, url, signal, mostAgeMs);
    if ('failure' in opened)
      return signal.aborted
        ? brokenOff(signal, startedAt)
        : { outcome: 'failed', ...opened, tookMs: since(startedAt) };
    const connectedMs = since(startedAt);
    const connection = { ...opened, openedAt: startedAt };
    connection.socket.once('close', () => {
      if (idle.get(key) === connection) idle.delete(key);
    });
    const answer = await askOver(connection, wanted, url, startedAt, signal);
    if (isWell(answer)) keep(key, connection);
    else await connection.close();
    return answer.outcome === 'answered' ? without(connectedMs, answer) : answer;
  };

  return {
    http: ask,
    kept: () => idle.size,
    close: async () => {
      isClosed = true;
      const all = [...idle.values()];
      idle.clear();
      await Promise.all(all.map((connection) => connection.close()));
    },
  };
}

/**
 * Keeps no connection to a server that answers with an error: it may be leaving service, and users are led to
 * another.
 */
function isWell(answer: HttpAnswer): boolean {
  return answer.outcome === 'answered' && answer.status < 500 && !isOfConnection(answer);
}

/** 408: servers and proxies say it as they close what was idle; 421: of this connection, not of what is asked (RFC 9110). */
function isOfConnection(answer: HttpAnswer): boolean {
  return answer.outcome === 'answered' && (answer.status === 408 || answer.status === 421);
}

function isUsable({ socket, openedAt }: Kept): boolean {
  return !socket.destroyed && performance.now() - openedAt < mostAgeMs;
}

function without(connectedMs: number, answer: Answered): Answered {
  const { firstByteMs, tookMs } = answer;
  return { ...answer, firstByteMs: firstByteMs - connectedMs, tookMs: tookMs - connectedMs };
}
