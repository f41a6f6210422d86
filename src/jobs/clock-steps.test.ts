import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { forgetTooFar, hearStepsBack, startWaiting } from './clock-steps.ts';
import { prefix } from './queues.ts';

const hourMs = 3_600_000;
afterEach(() => vi.restoreAllMocks());

test('a clock that is set back is heard once; one that is set forward, or runs on, is not', async () => {
  let heard = 0;
  const stop = hearStepsBack(() => (heard += 1));
  const real = Date.now;
  const setTo = async (byMs: number): Promise<void> => {
    vi.spyOn(Date, 'now').mockImplementation(() => real() + byMs);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
  };
  await setTo(hourMs);
  expect(heard).toBe(0);
  await setTo(0);
  await expect.poll(() => heard).toBe(1);
  await setTo(0);
  expect(heard).toBe(1);
  stop();
  await setTo(-hourMs);
  expect(heard).toBe(1);
});

describeWith(['redis'], 'what waits in queues when the clock is set back', () => {
  let server: RedisServer;
  let connection: Redis;
  let queue: Queue;
  beforeAll(async () => {
    server = await startRedis();
    connection = workerConnection(server.url, () => {});
    queue = new Queue('pump', { connection, prefix });
  });
  afterAll(async () => {
    await queue.close();
    connection.disconnect();
    await server.stop();
  });

  test('a message that waited for its turn is due at once', async () => {
    const job = await queue.add('pump', {}, { delay: hourMs });
    await startWaiting(connection, ['pump', 'act']);
    expect(await job.getState()).toBe('waiting');
  });

  test('a turn of the old time is forgotten, one of the right time is left', async () => {
    await queue.upsertJobScheduler('sweep', { every: 5_000 }, { name: 'sweep' });
    await forgetTooFar(queue, 'sweep', 5_000);
    expect(await queue.getJobScheduler('sweep')).toBeDefined();
    const now = Date.now() - hourMs;
    vi.spyOn(Date, 'now').mockReturnValue(now);
    await forgetTooFar(queue, 'sweep', 5_000);
    expect(await queue.getJobScheduler('sweep')).toBeUndefined();
  });
});
