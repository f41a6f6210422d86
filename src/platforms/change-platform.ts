import { AppError } from '#base/errors.ts';
import {
  type Change,
  type ChangeDeps,
  type Changed,
  type ChangeEnd,
  type ChangeOne,
  refused,
} from './change.ts';
import { createCaproverChange } from './change-caprover.ts';
import { createCoolifyChange } from './change-coolify.ts';

/**
 * Calls that change something, each sent once: only an answer that says "not taken" (busy, stale token) is followed by
 * another try. Never rejects for what a platform does.
 */
export function createPlatformChanges(deps: ChangeDeps) {
  const one: Readonly<Record<Change['platform'], ChangeOne>> = {
    coolify: createCoolifyChange(deps),
    caprover: createCaproverChange(deps),
  };
  return async (change: Change, timeoutMs: number, cancelled: AbortSignal): Promise<Changed> => {
    const startedAt = performance.now();
    const stop = AbortSignal.any([cancelled, AbortSignal.timeout(timeoutMs)]);
    const why = (): 'cancelled' | 'timed_out' => (cancelled.aborted ? 'cancelled' : 'timed_out');
    const done = (end: ChangeEnd): Changed => ({
      ...end,
      tookMs: Math.round(performance.now() - startedAt),
    });
    const at = deps.catalog().platforms[change.platform];
    if (at === undefined || new URL(at.url).origin !== change.url)
      return done(refused(`platforms.${change.platform} is no longer ${change.url}; nothing was called`));
    try {
      return done(await one[change.platform](change, { stop, why }));
    } catch (error) {
      // References are read before anything is sent.
      if (error instanceof AppError) return done(refused(error.message));
      throw error;
    }
  };
}
