import { AppError, type ErrorCode } from '#base/errors.ts';
import type { Outcome } from '#runbooks/verdict.ts';

/** The exit codes of a diagnosis: scripts rely on them. */
export const exitCodeOfOutcome: Readonly<Record<Outcome, number>> = {
  healthy: 0,
  faulty: 2,
  could_not_look: 3,
};

const exitCodeOfError: Readonly<Record<ErrorCode, number>> = {
  internal: 1,
  slack_refused: 1,
  redis_down: 69,
  queue_unconfirmed: 69,
  service_unknown: 64,
  host_unknown: 64,
  not_permitted: 77,
  expired: 75,
  config_invalid: 78,
  config_missing: 78,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof AppError ? exitCodeOfError[error.code] : 1;
}
