import type { Envelope, Line, Outcome } from './line.ts';
import type { Sockets } from './sockets.ts';

/** Sends envelopes over Socket Mode and waits for the frame that names each. */
export function createSocketLine(sockets: Sockets, ackWithinMs: number): Line {
  const waiting = new Map<string, (outcome: 'stopped' | Record<string, unknown>) => void>();

  sockets.onFrame = (frame) => {
    const { envelope_id: id, payload } = (frame ?? {}) as { envelope_id?: unknown; payload?: unknown };
    const isFields = typeof payload === 'object' && payload !== null;
    if (typeof id === 'string') waiting.get(id)?.(isFields ? (payload as Record<string, unknown>) : {});
  };

  function deliver(envelope: Envelope): Promise<Outcome> {
    const startedAt = performance.now();
    const latencyMs = (): number => performance.now() - startedAt;
    if (!sockets.send(envelope))
      return Promise.resolve({ status: 'dispatch_failed', latencyMs: latencyMs() });
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        clearTimeout(timer);
        waiting.delete(envelope.envelope_id);
        resolve(outcome);
      };
      const timer = setTimeout(
        () => finish({ status: 'operation_timeout', latencyMs: latencyMs() }),
        ackWithinMs,
      );
      waiting.set(envelope.envelope_id, (payload) => {
        if (payload === 'stopped') finish({ status: 'dispatch_failed', latencyMs: latencyMs() });
        else finish({ status: 'acked', latencyMs: latencyMs(), payload });
      });
    });
  }

  return { deliver, stop: () => [...waiting.values()].forEach((end) => end('stopped')) };
}
