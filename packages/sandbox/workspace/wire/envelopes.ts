import { randomUUID } from 'node:crypto';
import type { Envelope, Line, Outcome } from './line.ts';

/** Slack waits 3 s for an ack and sends an event again at once, after a minute and after five. */
export const ACK_WITHIN_MS = 3000;
export const EVENT_RETRIES_MS: readonly number[] = [0, 60_000, 300_000];
/** Enough to look back in a long test; the oldest are forgotten. */
const KEPT = 1000;

/** What is sent to the app, over whatever line leads to it. */
export class Envelopes {
  readonly sent: Envelope[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly eventRetriesMs: readonly number[];
  private line: Line;
  private isStopped = false;

  constructor(line: Line, eventRetriesMs: readonly number[]) {
    this.line = line;
    this.eventRetriesMs = eventRetriesMs;
  }

  /** Sends what follows over another line; what is under way on the old one fails. */
  use(line: Line): void {
    this.line.stop();
    this.line = line;
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
      if (outcome.status === 'acked' || this.isStopped) return;
      await this.pause(delayMs);
      outcome = await this.deliver({ ...first, retry_attempt: i + 1, retry_reason: 'timeout' });
    }
  }

  /** Sends an envelope once more with its own id, as Slack does when it believes the ack was lost. */
  redeliver(envelope: Envelope): Promise<Outcome> {
    const attempt = (envelope.retry_attempt ?? 0) + 1;
    return this.deliver({ ...envelope, retry_attempt: attempt, retry_reason: 'timeout' });
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.line.stop();
  }

  private deliver(envelope: Envelope): Promise<Outcome> {
    this.sent.push(envelope);
    if (this.sent.length > KEPT) this.sent.shift();
    return this.line.deliver(envelope);
  }

  private pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, delayMs);
      this.timers.add(timer);
    });
  }
}
