import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import type { RunStore } from './run-store.ts';
import type { RunEvent } from './events.ts';
import { describeWith } from '#test/needs.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { producerConnection } from '#redis/redis.ts';
import { createRunStore } from './redis-run-store.ts';

const asked = (at: number, service = 'api'): RunEvent => ({
  type: 'asked',
  at,
  service,
  trigger: { by: 'slack', actor: 'U1', channel: 'C1' },
});
const started = (at: number): RunEvent => ({
  type: 'started',
  at,
  probes: [{ probe: 'process', host: 'web-1' }],
});
const failed: RunEvent = { type: 'failed', at: 9, message: { en: 'no', fr: 'non' } };

describeWith(['redis'], 'runs in redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let runs: RunStore;

  beforeAll(async () => {
    server = await startRedis();
    redis = producerConnection(server.url, () => {});
    runs = createRunStore(redis);
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('a run is read back as its events made it', async () => {
    await runs.append({ runId: 'r', eventId: 'asked', event: asked(1) });
    await runs.append({ runId: 'r', eventId: 'x/1', attempt: 'x', event: started(2) });
    const stored = await runs.find('r');
    expect(stored?.seq).toBe(2);
    expect(stored?.run).toMatchObject({ id: 'r', state: 'looking', service: 'api', askedAt: 1 });
  });

  test('an event that is written again changes nothing and says so', async () => {
    const first = { runId: 'r', eventId: 'asked', event: asked(1) };
    expect(await runs.append(first)).toEqual({ outcome: 'added', seq: 1 });
    expect(await runs.append(first)).toEqual({ outcome: 'repeated', seq: 1 });
    expect(await runs.append({ ...first, eventId: 'other', event: asked(5) })).toEqual({
      outcome: 'repeated',
      seq: 1,
    });
  });

  test('a processing that was overtaken can write no more', async () => {
    await runs.append({ runId: 'r', eventId: 'asked', event: asked(1) });
    await runs.append({ runId: 'r', eventId: 'old/1', attempt: 'old', event: started(2) });
    await runs.append({ runId: 'r', eventId: 'new/1', attempt: 'new', event: started(3) });
    const late = await runs.append({ runId: 'r', eventId: 'old/2', attempt: 'old', event: failed });
    expect(late).toEqual({ outcome: 'superseded' });
    expect((await runs.find('r'))?.run.state).toBe('looking');
  });

  test('nothing is appended to a run that does not exist', async () => {
    expect(await runs.append({ runId: 'r', eventId: 'x', event: failed })).toEqual({
      outcome: 'unknown_run',
    });
    expect(await runs.find('r')).toBeUndefined();
  });

  test('a run is open until it has ended', async () => {
    await runs.append({ runId: 'r', eventId: 'asked', event: asked(1) });
    expect(await runs.open()).toEqual(['r']);
    await runs.append({ runId: 'r', eventId: 'end', event: failed });
    expect(await runs.open()).toEqual([]);
  });

  test('recent runs come newest first, of one service or of all', async () => {
    await runs.append({ runId: 'r1', eventId: 'asked', event: asked(1) });
    await runs.append({ runId: 'r2', eventId: 'asked', event: asked(2, 'web') });
    await runs.append({ runId: 'r3', eventId: 'asked', event: asked(3) });
    expect((await runs.recent({ service: 'api', limit: 5 })).map(({ id }) => id)).toEqual(['r3', 'r1']);
    expect((await runs.recent({ limit: 2 })).map(({ id }) => id)).toEqual(['r3', 'r2']);
  });

  test('what is stored expires by itself', async () => {
    await runs.append({ runId: 'r', eventId: 'asked', event: asked(1) });
    const keys = (await redis.keys('{resus}:run:*')).toSorted();
    expect(keys).toEqual(['{resus}:run:r', '{resus}:run:r:events']);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(29 * 86_400_000);
  });
});
