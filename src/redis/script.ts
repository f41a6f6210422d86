import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

export type Script = (
  redis: Redis,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/**
 * A Lua script that Redis is asked for by its hash. The first call on a connection sends it whole: falling back only
 * when Redis does not know it (after its restart) would put that call behind what was sent after it.
 */
export function createScript(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex');
  const taught = new WeakSet<Redis>();
  return async (redis, keys, args) => {
    if (!taught.has(redis)) {
      taught.add(redis);
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
    try {
      return await redis.evalsha(sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(lua, keys.length, ...keys, ...args);
    }
  };
}
