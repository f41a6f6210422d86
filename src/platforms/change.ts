import type { Clock } from '#base/clock.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Told } from './refused.ts';

/** One approved call of a platform. A value in its body may be `{ reference }`, resolved right before it is sent. */
export type Change = {
  readonly platform: 'coolify' | 'caprover';
  /** The origin that was approved: a platform that has moved since is not called. */
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly follow?: 'coolify_deployment' | 'caprover_build';
};

/**
 * `refused`, `unreachable`: it surely never began. `lost`: it was sent and nobody knows whether it was taken. The
 * output is for people, without a secret of ours and without bodies that may hold one.
 */
export type ChangeEnd = {
  readonly outcome: 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'lost' | 'unreachable' | 'refused';
  readonly output: string;
};
export type Changed = ChangeEnd & { readonly tookMs: number };

export type ChangeDeps = {
  readonly catalog: () => Catalog;
  readonly readReference: (reference: string) => Promise<string>;
  readonly clock: Clock;
  /** How often the platform is asked whether it is done. */
  readonly pollMs?: number;
};

/** `stop` fires for a cancel and for the end of the time; `why` tells which it was. */
export type Turn = { readonly stop: AbortSignal; readonly why: () => 'cancelled' | 'timed_out' };
export type ChangeOne = (change: Change, turn: Turn) => Promise<ChangeEnd>;

/** Coolify's own dashboard looks as often; faster would eat into its limit of requests. */
export const usualPollMs = 5_000;

export function refused(output: string): ChangeEnd {
  return { outcome: 'refused', output };
}

/** No answer to something that was sent. Only who surely was not there surely did nothing. */
export function unheard(told: Extract<Told, { outcome: 'unreachable' }>): ChangeEnd {
  const isSure = told.reason === 'refused' || told.reason === 'dns';
  return { outcome: isSure ? 'unreachable' : 'lost', output: told.detail };
}

/** False when it was stopped meanwhile. */
export function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve(!stop.aborted);
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener('abort', end, { once: true });
  });
}
