import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LabHost } from './lab.ts';

/** A status, or why there was none, as a browser outside would have it. */
export type Gave = number | 'refused' | 'timeout' | 'reset' | 'unreachable' | 'tls' | 'other';

export type Visit = {
  gave: Gave;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  tookMs: number;
};

export type VisitOptions = {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs?: number;
};

/** Asks the host for a URL the way the world would, whatever name the URL has. Certificates are not judged here. */
export async function visit(host: LabHost, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { protocol, host: name, hostname, port, pathname, search } = new URL(url);
  const startedAt = Date.now();
  const { promise, resolve } = Promise.withResolvers<Visit>();
  const end = (gave: Gave, headers: Visit['headers'] = {}, body = '') =>
    resolve({ gave, headers, body, tookMs: Date.now() - startedAt });
  const asked = {
    host: host.address,
    port: port || (protocol === 'https:' ? 443 : 80),
    path: pathname + search,
    method: options.method ?? 'GET',
    headers: { host: name, ...options.headers },
    timeout: options.timeoutMs ?? 15_000,
    agent: false,
  };
  const answered = (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => end('reset'));
    response.on('end', () =>
      end(response.statusCode ?? 'other', response.headers, Buffer.concat(chunks).toString()),
    );
  };
  const request =
    protocol === 'https:'
      ? tlsRequest({ ...asked, servername: hostname, rejectUnauthorized: false }, answered)
      : plainRequest(asked, answered);
  request.on('timeout', () => {
    end('timeout');
    request.destroy();
  });
  request.on('error', (error: NodeJS.ErrnoException) => end(reasons[error.code ?? ''] ?? 'other'));
  request.end(options.body);
  return promise;
}

const reasons: Record<string, Gave> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
};
