import type { Outcome } from '../wire/line.ts';

/** What a person sees of what they did: `error` is the word Slack shows. */
export type Done = {
  ok: boolean;
  status?: Outcome['status'];
  latencyMs?: number;
  error?: string;
  /** What the app said in its ack. */
  response?: Record<string, unknown>;
};

/** An ack with nothing in it says nothing: `response` is left out. */
export function doneOf(outcome: Outcome): Done {
  const { status, latencyMs } = outcome;
  if (status !== 'acked') return { ok: false, status, latencyMs, error: status };
  const hasResponse = Object.keys(outcome.payload).length > 0;
  return { ok: true, status, latencyMs, ...(hasResponse && { response: outcome.payload }) };
}

/** Refused by the client itself: the app never hears of it. */
export const notDone = (error: string): Done => ({ ok: false, error });
