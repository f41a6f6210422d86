import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createCodeStore } from './redis-code-store.ts';
import { workerConnection } from '#redis/redis.ts';

describeWith(['redis'], 'codes of the second factor', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('a right code is good once, however many try it at once, and makes older ones void', async () => {
    const codes = createCodeStore(redis);
    const tries = await Promise.all(Array.from({ length: 4 }, () => codes.try('sre', 100, 1000)));
    expect(tries.toSorted()).toEqual(['right', 'used', 'used', 'used']);
    expect(await codes.try('sre', 99, 1000)).toBe('used');
  });

  test('five wrong ones lock the person for a quarter of an hour, right ones included', async () => {
    const codes = createCodeStore(redis);
    for (let i = 0; i < 5; i += 1) expect(await codes.try('sre', undefined, 1000)).toBe('wrong');
    expect(await codes.try('sre', 100, 2000)).toBe('locked');
    expect(await codes.try('other', 100, 2000)).toBe('right');
    expect(await codes.try('sre', 130, 1000 + 15 * 60_000 + 1)).toBe('right');
  });
});
