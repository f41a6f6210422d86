import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { AppError } from '#base/errors.ts';
import { isReady, producerConnection } from '#redis/redis.ts';
import type { LocalSettings } from './settings.ts';

/** Finds the Redis of this machine's Resus: REDIS_URL, else the private one that `resus start` keeps. */
export function findRedisUrl({ redisUrl, dataDir }: LocalSettings): string | undefined {
  const socket = join(dataDir, 'redis', 'redis.sock');
  return redisUrl ?? (existsSync(socket) ? socket : undefined);
}

/** A connection that answers. Throws `redis_down` saying what to do. */
export async function openCliRedis(settings: LocalSettings): Promise<Redis> {
  const url = findRedisUrl(settings);
  if (url === undefined)
    throw new AppError(
      'redis_down',
      'There is no Redis: set REDIS_URL, or run this where `resus start` runs.',
    );
  const redis = producerConnection(url, () => {});
  if (await isReady(redis, 3_000)) return redis;
  redis.disconnect();
  throw new AppError('redis_down', 'Redis does not answer. Check REDIS_URL and that Redis runs.');
}
