import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { brokenOff, since } from '#net/failure.ts';
import type { PlatformAnswer, PlatformAsk } from '#catalog/ask.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { createCaprover } from './caprover.ts';
import { createCoolify } from './coolify.ts';
import { createShare } from './share-request.ts';
import { silent, type Told } from './refused.ts';

export type PlatformDeps = {
  /** Asked anew for every call: the catalog may be reloaded while we run. */
  readonly catalog: () => Catalog;
  /** Resolves `env:NAME` or `file:PATH`; throws an AppError that names no value. */
  readonly readReference: (reference: string) => Promise<string>;
  readonly clock: Clock;
};

export type AskPlatform = (ask: PlatformAsk, signal: AbortSignal) => Promise<PlatformAnswer>;

/** How one platform is asked: its own path in, what may be known of the answer out. Never throws for the world. */
export type PlatformClient = (path: string, signal: AbortSignal) => Promise<Told>;

/**
 * Read-only calls of the platforms' APIs. `status` of an answer is the platform's own: HTTP's for Coolify, the one in
 * the envelope for CapRover (100 is good). Whatever is secret in an answer is dropped before it leaves this folder:
 * values of variables, passwords, tokens, keys. Never rejects.
 */
export function createPlatforms(deps: PlatformDeps): AskPlatform {
  const clients: Readonly<Record<PlatformAsk['via'], PlatformClient>> = {
    coolify: createCoolify(deps),
    caprover: createCaprover(deps),
  };
  const share = createShare<Told>();
  return async ({ via, path, timeoutMs }, signal) => {
    const startedAt = performance.now();
    const ask = (stop: AbortSignal): Promise<Told> => within(clients[via], path, timeoutMs, stop);
    const told = await share(`${via} ${path}`, ask, signal);
    if (told === undefined || signal.aborted) return brokenOff(signal, startedAt);
    return { ...told, tookMs: since(startedAt) };
  };
}

/** The time covers all that a call needs: a login, finding an application by its name, the call itself. */
async function within(
  client: PlatformClient,
  path: string,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<Told> {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const told = await client(path, AbortSignal.any([stop, late]));
    if (!late.aborted || told.outcome === 'answered') return told;
    return silent('timed_out', `the platform did not answer in ${Math.round(timeoutMs / 100) / 10} s`);
  } catch (error) {
    // A missing variable or an unreadable file: the message says which and what to do.
    if (error instanceof AppError) return silent('no_credentials', error.message);
    return silent('other', 'Resus could not put the question (a defect of Resus)');
  }
}
