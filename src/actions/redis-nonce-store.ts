import type { Redis } from 'ioredis';
import { prefix } from '#redis/redis.ts';
import { nonceLivesMs } from './signed-command.ts';

/** Remembers which signed commands were carried out, for as long as one could be repeated. */
export function createNonceStore(redis: Redis) {
  return {
    /** True the first time, false ever after. */
    claim: async (nonce: string): Promise<boolean> =>
      (await redis.set(`${prefix}:nonce:${nonce}`, '1', 'PX', nonceLivesMs, 'NX')) === 'OK',
  };
}
