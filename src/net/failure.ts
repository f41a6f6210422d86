import { isIP } from 'node:net';
import type { HttpFailure, NoAnswer } from '#catalog/ask.ts';

export type Failure = { readonly failure: HttpFailure; readonly detail: string };

const byCode: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timed_out',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_TIMEOUT: 'timed_out',
  UND_ERR_BODY_TIMEOUT: 'timed_out',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ENODATA: 'dns',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  // "wrong version number": plain HTTP, or anything else, speaks on a port where TLS is expected
  EPROTO: 'tls',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RESPONSE: 'protocol',
};

/** OpenSSL's verdicts about a certificate, as Node names them. */
const certificateCode =
  /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CRL_|ERR_TLS_CERT_ALTNAME|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH|AKID_|ERROR_IN_CERT_)/;

/** Classifies a failed connection or request. The detail keeps the runtime's own words and code. */
export function failureOf(error: unknown): Failure {
  const root = sharedCauseOf(error);
  // An abort is a DOMException, whose code is a number.
  const named = (root as { readonly code?: unknown }).code;
  const code = typeof named === 'string' ? named : '';
  const message = root instanceof Error ? root.message : String(root);
  const detail = code && !message.includes(code) ? `${message || 'failed'} (${code})` : message;
  if (certificateCode.test(code)) return { failure: 'certificate', detail };
  // undici's parser sometimes gives no code, only its class
  if (code.startsWith('HPE_') || (root instanceof Error && root.name === 'HTTPParserError'))
    return { failure: 'protocol', detail: `not a valid HTTP answer: ${detail}` };
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return { failure: 'tls', detail };
  return { failure: byCode[code] ?? 'other', detail };
}

/** Several addresses tried give an AggregateError with an empty message; a refusal says more than a silence beside it. */
function sharedCauseOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) {
    const refused: unknown = error.errors.find(
      (each: NodeJS.ErrnoException) => each.code === 'ECONNREFUSED' || each.code === 'ECONNRESET',
    );
    return sharedCauseOf(refused ?? error.errors[0]);
  }
  if (error instanceof Error && error.cause instanceof Error) return sharedCauseOf(error.cause);
  return error;
}

/** An abort says nothing about the service: the look was broken off. */
export function brokenOff(signal: AbortSignal, startedAt: number): NoAnswer {
  const overdue = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return {
    outcome: 'cancelled',
    reason: 'deadline',
    detail: overdue ? 'the time for the whole look was over' : 'the look was stopped before an answer came',
    tookMs: since(startedAt),
  };
}

export const since = (startedAt: number): number => Math.round(performance.now() - startedAt);

/** TLS names a server by name only; an address as server name is refused by Node. */
export const serverName = (host: string): string => (isIP(host) === 0 ? host : '');

/** `[::1]` in a url is `::1` to a socket. */
export const plainHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
