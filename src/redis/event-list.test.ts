import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createEventLists } from './event-list.ts';
import { recordKind } from './record.ts';
import { workerConnection } from './redis.ts';

const kind = recordKind('sample', z.object({ n: z.number() }));
const text = (n: number): string => kind.write({ n });

const sum = (state: number | undefined, _id: string, { n }: { n: number }): number => (state ?? 0) + n;
type Lists = ReturnType<typeof createEventLists<{ n: number }, number>>;
const numbers = async (lists: Lists, key = 'list') => (await lists.read(key, 'id')).events.map(({ n }) => n);

describeWith(['redis'], 'a list of events', () => {
  let server: RedisServer;
  let redis: Redis;
  let checked: number;
  const counting = {
    ...kind,
    read: (one: string) => {
      checked += 1;
      return kind.read(one);
    },
  };
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    checked = 0;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  test('is read as it stands, and each of its events is checked once', async () => {
    const lists = createEventLists(redis, counting, sum);
    expect(await numbers(lists)).toEqual([]);
    await redis.rpush('list', text(1), text(2));
    expect(await numbers(lists)).toEqual([1, 2]);
    expect(await numbers(lists)).toEqual([1, 2]);
    await redis.rpush('list', text(3));
    expect(await numbers(lists)).toEqual([1, 2, 3]);
    expect((await lists.read('list', 'id')).state).toBe(6);
    expect(checked).toBe(3);
  });

  test('that expired and was begun anew is not mixed with what it was', async () => {
    const lists = createEventLists(redis, counting, sum);
    await redis.rpush('list', text(1), text(2));
    await numbers(lists);
    await redis.del('list');
    expect(await numbers(lists)).toEqual([]);
    await redis.rpush('list', text(7), text(8), text(9));
    expect(await numbers(lists)).toEqual([7, 8, 9]);
  });

  test('long ones do not fill the memory: the oldest are forgotten, and read again', async () => {
    const lists = createEventLists(redis, counting, sum);
    const many = Array.from({ length: 6_000 }, (_, n) => text(n));
    for (const key of ['a', 'b']) await redis.rpush(key, ...many);
    for (const key of ['a', 'b', 'b', 'a']) expect(await numbers(lists, key)).toHaveLength(6_000);
    expect(checked).toBe(18_000);
  });
});
