import type { Clock } from '#base/clock.ts';
import type {
  HttpAnswer,
  HttpAsk,
  ShellAnswer,
  ShellAsk,
  TcpAnswer,
  TcpAsk,
  TlsAnswer,
  TlsAsk,
} from '#catalog/ask.ts';
import { missesOf } from './expectation.ts';
import type { Monitor, MonitorCheck } from '#catalog/monitors.ts';
import type { Result } from './monitor-state.ts';

/** The ways out that checks need; each settles by itself, whatever the world does. */
export type CheckPorts = {
  readonly http: (ask: HttpAsk, signal: AbortSignal) => Promise<HttpAnswer>;
  readonly tls: (ask: TlsAsk, signal: AbortSignal) => Promise<TlsAnswer>;
  readonly tcp: (ask: TcpAsk, signal: AbortSignal) => Promise<TcpAnswer>;
  readonly shell: (
    host: string,
    asks: readonly ShellAsk[],
    settled: (index: number, answer: ShellAnswer) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** When the job was last heard of; the first question starts its clock. */
  readonly lastBeat: (monitorId: string, nowMs: number) => Promise<number>;
  readonly clock: Clock;
};

/** Looks once. Rejects only when Redis does (heartbeats); what the network does is a result. */
export async function checkMonitor(
  ports: CheckPorts,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Result> {
  const { check } = monitor;
  switch (check.kind) {
    case 'http':
      return checkHttp(ports, check, signal);
    case 'tcp': {
      const ask = { via: 'tcp', host: check.host, port: check.port, timeoutMs: monitor.timeoutMs } as const;
      const answer = await ports.tcp(ask, signal);
      if (answer.outcome === 'answered') return ok(answer.tookMs);
      if (answer.outcome === 'failed') return bad(answer.tookMs, answer.detail);
      return unknown(answer.tookMs, answer.detail);
    }
    case 'ssh':
      return checkLogin(ports, check.host, monitor.timeoutMs, signal);
    case 'heartbeat': {
      const now = ports.clock.now();
      const silentMs = now - (await ports.lastBeat(monitor.id, now));
      if (silentMs <= check.silenceMs) return ok(0);
      return bad(0, `no heartbeat for ${Math.round(silentMs / 1000)} s`);
    }
  }
}

async function checkHttp(
  ports: CheckPorts,
  { ask, expect }: Extract<MonitorCheck, { kind: 'http' }>,
  signal: AbortSignal,
): Promise<Result> {
  const url = new URL(ask.url);
  const isSecure = url.protocol === 'https:' && expect.tlsForMs !== undefined;
  const [answer, certificate] = await Promise.all([
    ports.http(ask, signal),
    isSecure ? ports.tls(tlsAsk(ask, url), signal) : undefined,
  ]);
  if (answer.outcome === 'failed') return bad(answer.tookMs, answer.detail);
  if (answer.outcome !== 'answered') return unknown(answer.tookMs, answer.detail);
  const misses = missesOf(expect, answer);
  if (certificate?.outcome === 'answered') {
    const leftMs = certificate.validTo - ports.clock.now();
    const days = Math.floor(Math.abs(leftMs) / 86_400_000);
    if (leftMs < (expect.tlsForMs ?? 0))
      misses.push(
        leftMs < 0 ? `the certificate ended ${days} days ago` : `the certificate ends in ${days} days`,
      );
  }
  const [first] = misses;
  return first === undefined ? ok(answer.tookMs) : bad(answer.tookMs, first);
}

function tlsAsk(ask: HttpAsk, url: URL): TlsAsk {
  return {
    via: 'tls',
    host: url.hostname,
    port: Number(url.port) || 443,
    timeoutMs: ask.timeoutMs,
    ...(ask.resolve === undefined ? {} : { resolve: ask.resolve }),
  };
}

/** Refused for a key or a password is our own set-up and says nothing of the host. */
const hostIsAway = new Set(['refused', 'timed_out', 'dns', 'lost']);

async function checkLogin(
  ports: CheckPorts,
  host: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Result> {
  const startedAt = performance.now();
  let answer: ShellAnswer | undefined;
  const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const asks = [{ via: 'shell', command: 'true', timeoutMs }] as const;
  await ports.shell(host, asks, (_index, one) => (answer = one), late);
  const tookMs = Math.round(performance.now() - startedAt);
  if (answer === undefined || signal.aborted) return unknown(tookMs, 'the check was stopped');
  if (answer.outcome === 'exited') return ok(tookMs);
  if (answer.outcome === 'timed_out' || answer.reason === 'deadline')
    return bad(tookMs, `no answer over SSH in ${timeoutMs / 1000} s`);
  if (hostIsAway.has(answer.reason)) return bad(tookMs, answer.detail);
  return unknown(tookMs, answer.detail);
}

const ok = (tookMs: number): Result => ({ status: 'ok', tookMs, detail: '' });
const bad = (tookMs: number, detail: string): Result => ({ status: 'bad', tookMs, detail });
const unknown = (tookMs: number, detail: string): Result => ({ status: 'unknown', tookMs, detail });
