import { randomUUID } from 'node:crypto';
import type { Sockets } from './sockets.ts';

/** How the app took something a person did. */
export type Outcome =
  | { status: 'acked'; latencyMs: number; payload: Record<string, unknown> }
  | { status: 'operation_timeout' | 'dispatch_failed'; latencyMs: number };

export type Envelope = {
  envelope_id: string;
  type: 'slash_commands' | 'interactive' | 'events_api';
  accepts_response_payload: boolean;
  payload: Record<string, unknown>;
  retry_attempt?: number;
  retry_reason?: string;
};

/** Slack waits 3 s for an ack and sends an event again at once, after a minute and after five. */
export const ACK_WITHIN_MS = 3000;
const EVENT_RETRIES_MS = [0, 60_000, 300_000];
/** Enough to look back in a long test; the oldest are forgotten. */
const KEPT = 1000;

/** Sends payloads to the app and waits for the ack that answers each. */
export class Envelopes {
  readonly sent: Envelope[] = [];
  private readonly waiting = new Map<string, (payload: Record<string, unknown>) => void>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly sockets: Sockets;
  private readonly ackWithinMs: number;
  private readonly eventRetriesMs: readonly number[];

  constructor(
    sockets: Sockets,
    ackWithinMs = ACK_WITHIN_MS,
    eventRetriesMs: readonly number[] = EVENT_RETRIES_MS,
  ) {
    this.sockets = sockets;
    this.ackWithinMs = ackWithinMs;
    this.eventRetriesMs = eventRetriesMs;
    sockets.onFrame = (frame) => this.take(frame);
  }

  /** A command or an interaction: tried once, the person sees the failure. */
  request(type: 'slash_commands' | 'interactive', payload: Record<string, unknown>): Promise<Outcome> {
    return this.deliver({ envelope_id: randomUUID(), type, accepts_response_payload: true, payload });
  }

  /** An event: tried again when it is not acked. */
  async event(payload: Record<string, unknown>): Promise<void> {
    const first: Envelope = {
      envelope_id: randomUUID(),
      type: 'events_api',
      accepts_response_payload: false,
      payload,
    };
    let outcome = await this.deliver(first);
    for (const [i, delayMs] of this.eventRetriesMs.entries()) {
      if (outcome.status === 'acked') return;
      await this.pause(delayMs);
      outcome = await this.deliver({ ...first, retry_attempt: i + 1, retry_reason: 'timeout' });
    }
  }

  /** Sends an envelope once more with its own id, as Slack does when it believes the ack was lost. */
  redeliver(envelope: Envelope): Promise<Outcome> {
    return this.deliver({
      ...envelope,
      retry_attempt: (envelope.retry_attempt ?? 0) + 1,
      retry_reason: 'timeout',
    });
  }

  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private deliver(envelope: Envelope): Promise<Outcome> {
    const startedAt = performance.now();
    const latencyMs = (): number => performance.now() - startedAt;
    if (!this.sockets.send(envelope))
      return Promise.resolve({ status: 'dispatch_failed', latencyMs: latencyMs() });
    this.sent.push(envelope);
    if (this.sent.length > KEPT) this.sent.shift();
    return new Promise((resolve) => {
      const timer = this.after(this.ackWithinMs, () => {
        this.waiting.delete(envelope.envelope_id);
        resolve({ status: 'operation_timeout', latencyMs: latencyMs() });
      });
      this.waiting.set(envelope.envelope_id, (payload) => {
        this.waiting.delete(envelope.envelope_id);
        this.timers.delete(timer);
        clearTimeout(timer);
        resolve({ status: 'acked', latencyMs: latencyMs(), payload });
      });
    });
  }

  private take(frame: unknown): void {
    const { envelope_id: id, payload } = (frame ?? {}) as { envelope_id?: unknown; payload?: unknown };
    const isFields = typeof payload === 'object' && payload !== null;
    if (typeof id === 'string') this.waiting.get(id)?.(isFields ? (payload as Record<string, unknown>) : {});
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => void this.after(delayMs, resolve));
  }

  private after(delayMs: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      run();
    }, delayMs);
    this.timers.add(timer);
    return timer;
  }
}
