import type { NoAnswerReason } from '#catalog/ask.ts';

/** The answer of a platform, or why there was none, before its duration is added. */
export type Told =
  | { readonly outcome: 'answered'; readonly status: number; readonly body: unknown }
  | {
      readonly outcome: 'unreachable';
      readonly reason: NoAnswerReason;
      readonly detail: string;
      /** Somebody did answer, with this status of HTTP, but not what was asked for. */
      readonly http?: number;
    };

/** `detail` is shown to people: what it means and what to do, never a token, never a body that may hold one. */
export function silent(reason: NoAnswerReason, detail: string, http?: number): Told {
  return { outcome: 'unreachable', reason, detail, ...(http === undefined ? {} : { http }) };
}

export function told(status: number, body: unknown): Told {
  return { outcome: 'answered', status, body };
}
