import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StepResult } from './events.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { approved, digest, fixed, planned, restartPlan, rollbackPlan } from '#test/sample-plans.ts';
import { describeWith } from '#test/needs.ts';
import { auditKeys, hashOf, type AuditRecord } from '#redis/hash-chain.ts';
import { createPlanStore } from './redis-plan-store.ts';
import { workerConnection } from '#redis/redis.ts';

const result: StepResult = { outcome: 'succeeded', output: 'ok\n', code: 0, tookMs: 12, toldBy: 'worker' };

describeWith(['redis'], 'plans in redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let other: Redis;
  let plans: ReturnType<typeof createPlanStore>;

  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
    other = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    plans = createPlanStore(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    other.disconnect();
    await server.stop();
  });

  const begin = async (planId = 'plan-a', need = 1): Promise<void> => {
    await plans.append({ planId, eventId: 'planned', event: planned(restartPlan, { need }) });
  };
  const approve = (planId = 'plan-a') =>
    plans.append({ planId, eventId: 'approved/1', event: approved, ifSeq: 1 });
  const ready = async (planId = 'plan-a'): Promise<number> => {
    await begin(planId);
    await approve(planId);
    return plans.start(planId);
  };
  const holder = { by: 'U0SRE', action: 'restart', since: 1000 };

  test('the same event again changes nothing, an event on another state is told to read again', async () => {
    await begin();
    expect(await plans.append({ planId: 'plan-a', eventId: 'planned', event: planned(restartPlan) })).toEqual(
      {
        outcome: 'repeated',
        seq: 1,
      },
    );
    expect(await approve()).toEqual({ outcome: 'added', seq: 2 });
    expect(await approve()).toEqual({ outcome: 'repeated', seq: 2 });
    const late = { planId: 'plan-a', eventId: 'approved/2', event: approved, ifSeq: 1 };
    expect(await plans.append(late)).toEqual({ outcome: 'moved' });
    expect((await plans.find('plan-a'))?.run.state).toBe('approved');
    expect(await plans.append({ ...late, planId: 'plan-x' })).toEqual({ outcome: 'unknown_plan' });
  });

  test('of a thousand approvals at once from two processes one is counted', async () => {
    await begin();
    const beside = createPlanStore(other);
    const votes = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => {
        const by = { id: `U${i}`, via: 'slack' } as const;
        const event = { type: 'approved', at: 1, by, digest } as const;
        return (i % 2 === 0 ? plans : beside).append({
          planId: 'plan-a',
          eventId: `approved/${i}`,
          event,
          ifSeq: 1,
        });
      }),
    );
    expect(votes.filter(({ outcome }) => outcome === 'added').length).toBe(1);
    expect((await plans.find('plan-a'))?.run.approvals.length).toBe(1);
  });

  test('a step is claimed once, however many starts and processes want it', async () => {
    const fence = await ready();
    const claims = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        (i % 2 === 0 ? plans : createPlanStore(other)).claim({
          planId: 'plan-a',
          fence,
          step: 's1',
          nonce: `n${i}`,
          at: 1,
        }),
      ),
    );
    expect(claims.filter(({ outcome }) => outcome === 'go').length).toBe(1);
    expect(claims.filter(({ outcome }) => outcome === 'unknown').length).toBe(99);
  });

  test('a claim sent again is still ours; an older start is fenced off; a result is told once and kept', async () => {
    const fence = await ready();
    const claim = { planId: 'plan-a', fence, step: 's1', nonce: 'n', at: 1 };
    expect(await plans.claim(claim)).toEqual({ outcome: 'go' });
    expect(await plans.claim(claim)).toEqual({ outcome: 'go' });
    const newer = await plans.start('plan-a');
    expect(await plans.claim({ ...claim, step: 's2' })).toEqual({ outcome: 'superseded' });
    expect(await plans.claim({ ...claim, fence: newer, nonce: 'm' })).toEqual({ outcome: 'unknown' });
    // A worker that was thought dead may still tell.
    expect(await plans.finish({ planId: 'plan-a', step: 's1', nonce: 'other', result })).toBe('not_claimed');
    expect(await plans.finish({ planId: 'plan-a', step: 's1', nonce: 'n', result })).toBe('told');
    expect(await plans.finish({ planId: 'plan-a', step: 's1', nonce: 'n', result })).toBe('repeated');
    expect(await plans.claim({ ...claim, fence: newer, nonce: 'm' })).toEqual({ outcome: 'done', result });
  });

  test('what is not approved, cancelled or frozen claims nothing', async () => {
    await begin('plan-w');
    const fence = await plans.start('plan-w');
    const claim = { planId: 'plan-w', fence, step: 's1', nonce: 'n', at: 1 };
    expect(await plans.claim(claim)).toEqual({ outcome: 'not_approved' });
    const runs = { ...claim, planId: 'plan-c', fence: await ready('plan-c') };
    const by = { id: 'U1', via: 'slack' } as const;
    await plans.append({ planId: 'plan-c', eventId: 'cancel', event: { type: 'cancel_asked', at: 2, by } });
    expect(await plans.claim(runs)).toEqual({ outcome: 'cancelled' });
    const cold = { ...claim, planId: 'plan-f', fence: await ready('plan-f') };
    await plans.freeze({ by: 'U1', reason: 'deploy day', at: 3 });
    expect(await plans.claim(cold)).toEqual({ outcome: 'frozen' });
    await plans.thaw('U1', 4);
    expect(await plans.claim(cold)).toEqual({ outcome: 'go' });
    await plans.append({ planId: 'plan-f', eventId: 'end', event: fixed });
    expect(await plans.claim({ ...cold, step: 's2' })).toEqual({ outcome: 'not_approved' });
  });

  test('all targets or none are held, by one plan, until it lets go', async () => {
    const [a, b] = [await ready('plan-a'), await ready('plan-b')];
    const hold = { service: 'api', holder };
    expect(await plans.hold({ ...hold, planId: 'plan-a', fence: a, targets: ['x', 'y'] })).toEqual({
      outcome: 'held',
    });
    const busy = await plans.hold({ ...hold, planId: 'plan-b', fence: b, targets: ['z', 'y'] });
    expect(busy).toEqual({ outcome: 'busy', target: 'y', holder: { planId: 'plan-a', ...holder } });
    expect([...(await plans.holders()).keys()].toSorted()).toEqual(['x', 'y']);
    await plans.release('plan-a');
    expect(await plans.hold({ ...hold, planId: 'plan-b', fence: b, targets: ['z', 'y'] })).toEqual({
      outcome: 'held',
    });
    await plans.release('plan-a');
    expect((await plans.holders()).size).toBe(2);
  });

  test('the budget counts a plan once, refuses the next one too many, and frees with time', async () => {
    const budget = { actions: 2, perMs: 60_000 };
    for (const [i, planId] of ['plan-1', 'plan-2'].entries()) {
      const fence = await ready(planId);
      const hold = {
        planId,
        fence,
        targets: [planId],
        service: 'api',
        budget,
        holder: { ...holder, since: 1000 + i },
      };
      expect(await plans.hold(hold)).toEqual({ outcome: 'held' });
      expect(await plans.hold(hold)).toEqual({ outcome: 'held' });
    }
    const fence = await ready('plan-3');
    const third = { planId: 'plan-3', fence, targets: ['t'], service: 'api', budget };
    expect(await plans.hold({ ...third, holder: { ...holder, since: 30_000 } })).toEqual({
      outcome: 'over_budget',
      ...budget,
      freeAt: 61_000,
    });
    expect(await plans.hold({ ...third, holder: { ...holder, since: 61_001 } })).toEqual({ outcome: 'held' });
  });

  test('how it went here before counts what ran, and says the median', async () => {
    for (const planId of ['plan-1', 'plan-2']) {
      await ready(planId);
      await plans.append({
        planId,
        eventId: 'started',
        event: { type: 'started', at: fixed.at - 4000, fence: 1, worker: 'w' },
      });
      const end = planId === 'plan-2' ? ({ ...fixed, end: 'not_fixed' } as typeof fixed) : fixed;
      await plans.append({ planId, eventId: 'end', event: end });
    }
    await plans.append({ planId: 'plan-x', eventId: 'planned', event: planned(rollbackPlan) });
    expect(await plans.record('api', 'restart')).toEqual({ worked: 1, of: 2, medianMs: 4000 });
    expect(await plans.open()).toEqual(['plan-x']);
  });

  test('every change of state has its line in the audit, each bound to the one before', async () => {
    const fence = await ready();
    await plans.claim({ planId: 'plan-a', fence, step: 's1', nonce: 'n', at: 1 });
    await plans.finish({ planId: 'plan-a', step: 's1', nonce: 'n', result });
    const records = (await redis.lrange(auditKeys.records, 0, -1)).map(
      (line) => JSON.parse(line) as AuditRecord,
    );
    expect(records.map(({ what }) => what)).toEqual(['planned', 'approved', 'claimed', 'finished']);
    let prev = '';
    for (const { hash, ...body } of records) {
      expect(body.prev).toBe(prev);
      expect(hashOf(body)).toBe(hash);
      prev = hash;
    }
    expect(await redis.get(auditKeys.head)).toBe(`4:${prev}`);
  });

  test('redis killed and restarted under claims: none is refused to its owner, none is given twice', async () => {
    const fence = await ready();
    const steps = Array.from({ length: 400 }, (_, i) => `s${i}`);
    const claims = steps.map(async (step, i) => {
      await new Promise((resolve) => setTimeout(resolve, i));
      return plans.claim({ planId: 'plan-a', fence, step, nonce: 'mine', at: 1 });
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.kill();
    await server.restart();
    const outcomes = (await Promise.all(claims)).map(({ outcome }) => outcome);
    expect(outcomes.filter((one) => one !== 'go')).toEqual([]);
    const records = (await redis.lrange(auditKeys.records, 0, -1)).map(
      (line) => JSON.parse(line) as AuditRecord,
    );
    const claimed = records
      .filter(({ what }) => what === 'claimed')
      .map(({ data }) => (data as { step: string }).step);
    expect(claimed.toSorted()).toEqual(steps.toSorted());
  });
});
