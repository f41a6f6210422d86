import type { TcpAnswer, TcpAsk } from '#catalog/ask.ts';
import { dial } from './dial.ts';
import { brokenOff, since } from './failure.ts';

/** Does anything accept a connection there? Opens one and hangs up. */
export async function tcp(ask: TcpAsk, signal: AbortSignal): Promise<TcpAnswer> {
  const startedAt = performance.now();
  const dialled = await dial(ask.host, ask.port, ask.timeoutMs, signal);
  if (signal.aborted) return brokenOff(signal, startedAt);
  if ('failure' in dialled) return { outcome: 'failed', ...dialled, tookMs: since(startedAt) };
  dialled.socket.destroy();
  return { outcome: 'answered', tookMs: since(startedAt) };
}
