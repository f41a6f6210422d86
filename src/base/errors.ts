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

/** `message` is safe to show to anyone in the channel: it names no secret and says what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.retryable = details.retryable ?? false;
  }
}

/** The message a person may see. An error nobody threw on purpose is not quoted: it may hold anything. */
export function safeMessage(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return 'Something inside Resus failed. Its log has the details; run `resus doctor` to check the set-up.';
}
