import { say, type Phrase } from './phrase.ts';

/**
 * Everything Resus throws on purpose. Few codes, because every edge (bot, jobs, watch, cli) has one table that
 * must name them all. What a host or a person may normally do is not here: that is a value.
 */
export type ErrorCode =
  | 'config_invalid'
  | 'config_missing'
  | 'service_unknown'
  | 'host_unknown'
  | 'redis_down'
  | 'queue_unconfirmed'
  | 'slack_refused'
  | 'not_permitted'
  | 'expired'
  | 'internal';

export type ErrorDetails = { cause?: unknown; retryable?: boolean };

/**
 * `message` is safe to show to anyone in the channel: it names no secret and says what to do next. What people in Slack
 * may meet is said as a phrase; `message` is then its English.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly says: Phrase;

  constructor(code: ErrorCode, message: string | Phrase, details: ErrorDetails = {}) {
    const says = typeof message === 'string' ? asIs(message) : message;
    super(say('en', says), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.says = says;
    this.retryable = details.retryable ?? false;
  }
}

/** A text that has one language only. */
function asIs(message: string): Phrase {
  return { en: '{message}', fr: '{message}', with: { message } };
}

/**
 * The part of an error that a person may see. An error nobody threw on purpose is not quoted: it may hold anything.
 */
export function safePhrase(error: unknown): Phrase {
  return error instanceof AppError ? error.says : unexpected;
}

/** The same for the terminal and the log, which speak English. */
export function safeMessage(error: unknown): string {
  return say('en', safePhrase(error));
}

const unexpected: Phrase = {
  en: 'Something inside Resus failed. Its log has the details; run `resus doctor` to check the set-up.',
  fr: 'Quelque chose a échoué dans Resus. Son journal a les détails ; lancez `resus doctor` pour vérifier l’installation.',
};
