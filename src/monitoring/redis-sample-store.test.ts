import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from './redis-sample-store.ts';
import { z } from 'zod';
import { recordKind } from '#redis/record.ts';

const numbered = recordKind('sample', z.looseObject({ n: z.exactOptional(z.number()) }));

describeWith(['redis'], 'samples in redis', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('results become samples, minutes and hours; a second writer with the same version changes nothing', async () => {
    const store = createSampleStore(redis, { now: () => 7 }, numbered);
    const from = 1_790_000_040_000;
    const minute = Math.floor(from / 60_000) * 60_000;
    for (const [n, status] of (['ok', 'bad', 'unknown'] as const).entries()) {
      const { version } = await store.read('api/watch');
      const scheduledMs = from + n * 5_000;
      const result = { status, tookMs: 100 * (n + 1) };
      const entry = { monitorId: 'api/watch', version, monitorState: { n }, scheduledMs, result };
      expect(await store.record(entry)).toBe(true);
      expect(await store.record({ ...entry, monitorState: { n: 99 } })).toBe(false);
    }
    expect(await store.samples('api/watch', from, from + 10_000)).toEqual([
      { at: from, status: 'ok', tookMs: 100 },
      { at: from + 5_000, status: 'bad', tookMs: 200 },
      { at: from + 10_000, status: 'unknown', tookMs: 300 },
    ]);
    const span = { results: 2, bad: 1, meanMs: 150, mostMs: 200 };
    expect(await store.spans('api/watch', 'minute', from, from + 1)).toEqual([{ from: minute, ...span }]);
    const hour = Math.floor(from / 3_600_000) * 3_600_000;
    expect(await store.spans('api/watch', 'hour', from, from + 1)).toEqual([{ from: hour, ...span }]);
    expect(await store.pulse()).toBe(7);
  });

  test('how a monitor stood is forgotten when it is taken out, and its samples are not', async () => {
    const store = createSampleStore(redis, { now: () => 7 }, numbered);
    const result = { status: 'bad', tookMs: 1 } as const;
    for (const monitorId of ['api/gone', 'api/stays'])
      await store.record({ monitorId, version: '', monitorState: { n: 1 }, scheduledMs: 1000, result });
    await store.beat('api/gone', 5);
    await store.keepOnly(new Set(['api/stays', 'api/new']));
    expect([await store.has('api/gone'), await store.has('api/stays')]).toEqual([false, true]);
    expect(await store.read('api/gone')).toEqual({ version: '' });
    expect(await store.lastBeat('api/gone', 900)).toBe(900);
    expect(await store.samples('api/gone', 0, 2000)).toHaveLength(1);
  });

  test('the first question for a heartbeat starts its clock, a beat sets it', async () => {
    const store = createSampleStore(redis, { now: () => 7 }, numbered);
    expect(await store.lastBeat('api/backup', 100)).toBe(100);
    expect(await store.lastBeat('api/backup', 200)).toBe(100);
    await store.beat('api/backup', 150);
    expect(await store.lastBeat('api/backup', 200)).toBe(150);
  });

  test('a heartbeat: the first question starts its clock, what is in the future is now, time unwatched is forgiven', async () => {
    const { beat, forgive, lastBeat } = createSampleStore(redis, { now: () => 7 }, numbered);
    const at = 1_790_000_000_000;
    await forgive('api/nightly', 60_000, at);
    expect(await lastBeat('api/nightly', at)).toBe(at);
    expect(await lastBeat('api/nightly', at + 90_000)).toBe(at);
    await forgive('api/nightly', 60_000, at + 90_000);
    expect(await lastBeat('api/nightly', at + 90_000)).toBe(at + 60_000);
    await forgive('api/nightly', 900_000, at + 90_000);
    expect(await lastBeat('api/nightly', at + 90_000)).toBe(at + 90_000);
    await beat('api/nightly', at + 3_600_000);
    expect(await lastBeat('api/nightly', at)).toBe(at);
    expect(await lastBeat('api/nightly', at + 50_000)).toBe(at);
  });
});
