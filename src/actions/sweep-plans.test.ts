import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { createPlanParts } from '#test/chaos/plan-parts.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { approved, planned, restartPlan } from '#test/sample-plans.ts';
import { createSweepPlans } from './sweep-plans.ts';

describeWith(['redis'], 'the sweep over plans', () => {
  let server: RedisServer;
  let redis: Redis;
  let parts: ReturnType<typeof createPlanParts>;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    parts = createPlanParts(redis, readCatalog('people: { sre: { slack_group: S0SRE } }', 'sweep.yaml'));
    await parts.plans.append({ planId: 'plan-1', eventId: 'planned', event: planned(restartPlan) });
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });
  const sweepAt = (now: number): Promise<void> => createSweepPlans({ ...parts, clock: { now: () => now } })();
  const find = async () => (await parts.plans.find('plan-1'))?.run;

  test('a plan that nobody decides on expires, which is no denial, and not before its time', async () => {
    const expiresAt = (await find())?.expiresAt ?? 0;
    await sweepAt(expiresAt);
    expect((await find())?.state).toBe('waiting');
    await sweepAt(expiresAt + 1);
    expect(await find()).toMatchObject({ state: 'ended', outcome: 'expired' });
    expect(await parts.plans.open()).toEqual([]);
  });

  test('those who may decide are called once, when half of its time is over', async () => {
    const { plannedAt = 0, expiresAt = 0 } = (await find()) ?? {};
    await sweepAt(plannedAt + 1000);
    expect((await find())?.reminded).toBeUndefined();
    await sweepAt((plannedAt + expiresAt) / 2 + 1);
    await sweepAt((plannedAt + expiresAt) / 2 + 5000);
    expect((await find())?.reminded).toEqual({ at: (plannedAt + expiresAt) / 2 + 1, to: ['S0SRE'] });
  });

  test('an approved plan whose job was lost gets one, once', async () => {
    await parts.plans.append({ planId: 'plan-1', eventId: 'yes', event: approved });
    await sweepAt(approved.at + 1000);
    expect(await parts.queues.isActing('plan-1')).toBe(false);
    await sweepAt(approved.at + 10_000);
    await sweepAt(approved.at + 15_000);
    const act = (await parts.queues.counts()).find(({ name }) => name === 'act');
    expect(act).toMatchObject({ waiting: 1 });
  });

  test('a lock of a plan that has ended is let go', async () => {
    await redis.hset(
      '{resus}:locks',
      'web-1/unit/x',
      JSON.stringify({ planId: 'plan-gone', by: 'U1', action: 'a', since: 1 }),
    );
    await redis.hset('{resus}:plan:plan-gone', 'held', JSON.stringify(['web-1/unit/x']));
    await sweepAt(approved.at);
    expect((await parts.plans.holders()).size).toBe(0);
  });
});
