import type { PeerCertificate } from 'node:tls';
import type { TlsAnswer, TlsAsk } from '#catalog/ask.ts';
import { dial, shakeHands } from './dial.ts';
import { brokenOff, since } from './failure.ts';

/** The certificate a server presents, and what is wrong with it if anything. A bad one is an answer all the same. */
export async function tls(ask: TlsAsk, signal: AbortSignal): Promise<TlsAnswer> {
  const startedAt = performance.now();
  const dialled = await dial(ask.resolve ?? ask.host, ask.port, ask.timeoutMs, signal);
  if (signal.aborted) return brokenOff(signal, startedAt);
  if ('failure' in dialled) return { outcome: 'failed', ...dialled, tookMs: since(startedAt) };

  const leftMs = Math.max(1, ask.timeoutMs - since(startedAt));
  const options = { rejectUnauthorized: false, host: ask.host };
  const shaken = await shakeHands(dialled.socket, ask.host, options, leftMs, signal);
  dialled.socket.on('error', () => {});
  if (signal.aborted) return brokenOff(signal, startedAt);
  if ('failure' in shaken) {
    dialled.socket.destroy();
    return { outcome: 'failed', ...shaken, tookMs: since(startedAt) };
  }

  const { socket } = shaken;
  const certificate = socket.getPeerCertificate();
  const problem = problemOf(socket.authorizationError);
  const answer: TlsAnswer = {
    outcome: 'answered',
    validFrom: Date.parse(certificate.valid_from),
    validTo: Date.parse(certificate.valid_to),
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    altNames: altNames(certificate.subjectaltname),
    ...(problem === undefined ? {} : { problem }),
    protocol: socket.getProtocol() ?? 'unknown',
    tookMs: since(startedAt),
  };
  socket.destroy();
  return answer;
}

/** Node's types say Error; in fact it is a code such as CERT_HAS_EXPIRED, and an Error only for a wrong name. */
function problemOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : undefined;
}

function nameOf(name: PeerCertificate['subject'] | undefined): string {
  return [name?.CN ?? name?.O ?? ''].flat()[0] ?? '';
}

/** `DNS:a.example.test, IP Address:192.0.2.1` → the bare names. */
function altNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^[^:]*:/, ''))
    .filter((entry) => entry !== '');
}
