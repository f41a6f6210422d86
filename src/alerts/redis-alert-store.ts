import type { Redis } from 'ioredis';
import { type Signal, sightingSchema } from '#outages/events.ts';
import { recordKind } from '#redis/record.ts';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';

const keepSightings = readScript('alerts/keep-sightings.lua');
const storedSignal = recordKind('signal', sightingSchema);

const dayMs = 86_400_000;
/** Longer than any repeat interval: an alert that still fires is told again and must be known again. */
const seenForMs = 30 * dayMs;
/** Twice the window in which a signature is accepted at all, for clocks that differ. */
export const signatureLifeMs = 15 * 60_000;

const keys = {
  seen: `${prefix}:alerts:seen`,
  pending: `${prefix}:alerts:pending`,
};

export function signatureKey(signature: string | undefined): string {
  return `${prefix}:alerts:signature:${signature ?? 'none'}`;
}

export type Kept =
  | { readonly outcome: 'kept'; readonly fresh: number }
  | { readonly outcome: 'signature_used' };

export type ToldAlert = {
  /** Of the alert in this state: the same again is known. */
  readonly key: string;
  /** Of the alert in its other state, which this one ends. */
  readonly otherKey: string;
  readonly signal: Signal;
};

/** The alerts of monitoring systems: kept until they are delivered, and recognised when they come again. */
export function createAlertStore(redis: Redis) {
  return {
    /** All or nothing. `signature` may be used once. */
    keep: async (told: readonly ToldAlert[], now: number, signature?: string): Promise<Kept> => {
      const fresh = await keepSightings(
        redis,
        [signatureKey(signature), keys.seen, keys.pending],
        [
          signature ?? '',
          signatureLifeMs,
          now,
          now - seenForMs,
          ...told.flatMap(({ key, otherKey, signal }) => [
            key,
            otherKey,
            signal.id,
            storedSignal.write(signal),
          ]),
        ],
      );
      return fresh === -1 ? { outcome: 'signature_used' } : { outcome: 'kept', fresh: Number(fresh) };
    },
    /** Not taken yet, oldest first. */
    pending: async (): Promise<Signal[]> => {
      const texts = await redis.hvals(keys.pending);
      return texts.map(storedSignal.read).toSorted((a, b) => a.at - b.at);
    },
    taken: async (sightingId: string): Promise<void> => {
      await redis.hdel(keys.pending, sightingId);
    },
  };
}
