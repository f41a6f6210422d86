import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Observation } from '#catalog/observation.ts';
import { workerConnection } from '#redis/redis.ts';
import { createPlanParts } from '#test/chaos/plan-parts.ts';
import { createEventLog } from '#redis/event-log.ts';
import { createFollowerQueues } from '#jobs/follower-queues.ts';
import { startFollowers } from '#jobs/followers.ts';
import { followersOf } from '#test/followers-of.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { claimGoodForMs } from './plan-store.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { startCatalog as catalog, startLibrary as library } from '#test/start-library.ts';
import type { ExecutorResult, StepExecutor } from './run-step.ts';

const sre = { id: 'U0SRE', via: 'slack' } as const;
const well: ExecutorResult = { outcome: 'succeeded', output: 'ok', code: 0, tookMs: 1 };
const signal = new AbortController().signal;
describeWith(['redis'], 'an approved plan', () => {
  let server: RedisServer;
  let redis: Redis;
  let state: 'stopped' | 'running';
  let ran: string[];
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    state = 'stopped';
    ran = [];
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  function look(): Observation[] {
    return ['web-1', 'web-2'].map((host) => ({
      probe: 'process',
      host,
      status: state === 'running' ? 'ok' : 'bad',
      facts: { state },
      evidence: [{ source: 'systemctl', text: `ActiveState=${state}` }],
      says: { en: state, fr: state },
      tookMs: 1,
    }));
  }
  function partsWith(executor: Partial<StepExecutor>) {
    return createPlanParts(redis, catalog, { library, look, executor });
  }
  type Parts = ReturnType<typeof partsWith>;
  /** Runs every command at once; `cures` says which one brings the service up. */
  const acting = (
    cures: string,
    then: (command: string) => Promise<ExecutorResult> = async () => well,
  ): Partial<StepExecutor> => ({
    act: async (host, { command }) => {
      ran.push(`${host} ${command}`);
      if (command === cures) state = 'running';
      return then(command);
    },
  });
  async function approved(parts: Parts, planId: string, action: string, service = 'api'): Promise<void> {
    const trigger = { by: 'slack', actor: 'U0ASKER' } as const;
    const requester = { id: 'U0ASKER', via: 'slack' } as const;
    await parts.makePlan(
      planId,
      { service, action, params: {}, requester, trigger, triggerId: planId },
      signal,
    );
    const digest = (await parts.plans.find(planId))?.run.digest ?? '';
    const does = { kind: 'approve', digest } as const;
    expect((await parts.decide({ planId, by: sre, clickId: 'yes', does })).outcome).toBe('counted');
  }
  const find = async (parts: Parts, planId: string) => {
    const run = (await parts.plans.find(planId))?.run;
    if (run === undefined) throw new Error(planId);
    return run;
  };

  test('runs its steps in order, is proven, lets go of its lock, and is not run again', async () => {
    const parts = partsWith(acting('second'));
    await approved(parts, 'plan-1', 'start');
    expect(await parts.runPlan('plan-1', signal)).toEqual({ end: 'done' });
    expect(await parts.runPlan('plan-1', signal)).toEqual({ end: 'done' });
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    const run = await find(parts, 'plan-1');
    expect(run.outcome).toBe('fixed');
    expect(run.verified[0]?.checks[0]).toMatchObject({
      before: { en: 'stopped' },
      after: { en: 'running' },
      ok: true,
    });
    expect((await parts.plans.holders()).size).toBe(0);
  });

  test('is left alone when the service recovered meanwhile', async () => {
    const parts = partsWith(acting('first'));
    await approved(parts, 'plan-1', 'start');
    state = 'running';
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual([]);
    expect((await find(parts, 'plan-1')).outcome).toBe('not_needed');
  });

  test('stops at the step that fails, and says what it said', async () => {
    const parts = partsWith(
      acting('second', async () => ({ ...well, outcome: 'failed', code: 3, output: 'no such file' })),
    );
    await approved(parts, 'plan-1', 'start');
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first']);
    const run = await find(parts, 'plan-1');
    expect(run.outcome).toBe('failed');
    expect(run.ran[0]?.result).toMatchObject({ code: 3, output: 'no such file' });
  });

  test('that does not cure takes the way back that stood on the card, and only then', async () => {
    const parts = partsWith(acting('never'));
    await approved(parts, 'plan-1', 'try');
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 change', 'web-1 back']);
    expect((await find(parts, 'plan-1')).outcome).toBe('rolled_back');
    await approved(parts, 'plan-2', 'start');
    await parts.runPlan('plan-2', signal);
    expect((await find(parts, 'plan-2')).outcome).toBe('not_fixed');
  });

  test('for several hosts stops at the first that is not well', async () => {
    const parts = partsWith(acting('never'));
    await approved(parts, 'plan-1', 'start', 'wide');
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    expect((await find(parts, 'plan-1')).outcome).toBe('not_fixed');
  });

  test('of which nobody knows how a step ended keeps its lock until a person says', async () => {
    const lost: Partial<StepExecutor> = {
      ...acting('second', async (command) => (command === 'first' ? { ...well, outcome: 'lost' } : well)),
      state: async () => ({ state: 'vanished', output: 'half way' }),
    };
    const parts = partsWith(lost);
    await approved(parts, 'plan-1', 'start');
    await parts.runPlan('plan-1', signal);
    const run = await find(parts, 'plan-1');
    expect(run.state).toBe('unknown');
    expect(run.ran[0]?.unknown?.en).toContain('not run again by itself');
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first']);
    expect((await parts.plans.holders()).size).toBe(1);
    // Another plan for the same unit, by whatever name, has to wait.
    await approved(parts, 'plan-2', 'start', 'twin');
    await parts.runPlan('plan-2', signal);
    expect((await find(parts, 'plan-2')).outcome).toBe('refused');

    const does = { kind: 'settle', step: 'web-1-1-first', as: 'done' } as const;
    expect((await parts.decide({ planId: 'plan-1', by: sre, clickId: 'settle', does })).outcome).toBe(
      'counted',
    );
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    expect((await find(parts, 'plan-1')).outcome).toBe('fixed');
    expect((await parts.plans.holders()).size).toBe(0);
  });

  test('of which the host can tell goes on from what it tells', async () => {
    const parts = partsWith({
      ...acting('second', async (command) => (command === 'first' ? { ...well, outcome: 'lost' } : well)),
      state: async () => ({ state: 'ended', code: 0, output: 'done there' }),
    });
    await approved(parts, 'plan-1', 'start');
    await parts.runPlan('plan-1', signal);
    const run = await find(parts, 'plan-1');
    expect(run.ran[0]?.result).toMatchObject({ toldBy: 'probe', output: 'done there' });
    expect(run.outcome).toBe('fixed');
  });

  test('is stopped in the middle of a step by whoever asked, and nothing after it runs', async () => {
    const parts = partsWith({
      act: (_host, change) => {
        ran.push(change.command);
        return new Promise((resolve) => {
          change.signal.addEventListener('abort', () =>
            resolve({ ...well, outcome: 'cancelled', stillRunning: 4121 }),
          );
        });
      },
    });
    await approved(parts, 'plan-1', 'start');
    const running = parts.runPlan('plan-1', signal);
    await expect.poll(() => ran.length).toBe(1);
    const asker = { id: 'U0ASKER', via: 'slack' } as const;
    expect(
      (await parts.decide({ planId: 'plan-1', by: asker, clickId: 'stop', does: { kind: 'cancel' } }))
        .outcome,
    ).toBe('counted');
    await running;
    const run = await find(parts, 'plan-1');
    expect(run.outcome).toBe('cancelled');
    expect(run.end).toMatchObject({ says: { with: { host: 'web-1', pid: 4121 } } });
    expect(ran).toEqual(['first']);
  });

  test('stops before its next step when everything is frozen', async () => {
    const parts = partsWith(
      acting('second', async () => {
        await parts.plans.freeze({ by: 'U0SRE', reason: '', at: 1 });
        return well;
      }),
    );
    await approved(parts, 'plan-1', 'start');
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first']);
    expect((await find(parts, 'plan-1')).outcome).toBe('cancelled');
  });

  test('the third within half an hour is refused by the budget', async () => {
    const parts = partsWith(acting('never'));
    for (const planId of ['plan-1', 'plan-2', 'plan-3']) {
      await approved(parts, planId, 'start');
      await parts.runPlan(planId, signal);
    }
    expect((await find(parts, 'plan-2')).outcome).toBe('not_fixed');
    const third = await find(parts, 'plan-3');
    expect(third.outcome).toBe('refused');
    expect(third.end).toMatchObject({ says: { with: { actions: 2 } } });
    expect(ran.length).toBe(4);
  });

  test('a worker that stops gives it back at a step boundary, and the next one goes on', async () => {
    const stop = new AbortController();
    const parts = partsWith(
      acting('second', async (command) => {
        if (command === 'first') stop.abort('stopping');
        return well;
      }),
    );
    await approved(parts, 'plan-1', 'start');
    expect(await parts.runPlan('plan-1', stop.signal)).toEqual({ end: 'later', inMs: 0 });
    expect(ran).toEqual(['web-1 first']);
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    expect((await find(parts, 'plan-1')).outcome).toBe('fixed');
  });

  test('runs its command at once although everything that follows the log hangs for ever', async () => {
    const parts = partsWith(acting('second'));
    const log = createQuietLog();
    const queues = createFollowerQueues(redis, log);
    const hung: string[] = [];
    const hang = (name: string) => async (): Promise<void> => {
      hung.push(name);
      return new Promise<never>(() => {});
    };
    const followers = startFollowers({
      connection: redis,
      events: createEventLog(redis),
      queues,
      followers: followersOf(hang),
      count: () => {},
      tell: async () => {},
      log,
    });
    await approved(parts, 'plan-1', 'start');
    await followers.catchUp();
    await expect.poll(() => new Set(hung).size).toBe(6);
    const since = performance.now();
    await parts.runPlan('plan-1', signal);
    expect(performance.now() - since).toBeLessThan(claimGoodForMs);
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    expect((await find(parts, 'plan-1')).outcome).toBe('fixed');
    expect(parts.log.lines.filter(({ message }) => message.includes('claimed anew'))).toEqual([]);
    await followers.stop(0);
    await queues.close();
  });

  test('a claim that is given back is logged', async () => {
    const parts = partsWith({
      ...acting('second'),
      state: async () => ({ state: 'never' }),
    });
    await approved(parts, 'plan-1', 'start');
    // Its worker died between the claim and the command.
    const fence = await parts.plans.start('plan-1');
    const claim = { planId: 'plan-1', fence, step: 'web-1-1-first', nonce: 'gone', at: 1 };
    expect(await parts.plans.claim(claim)).toEqual({ outcome: 'go' });
    await parts.runPlan('plan-1', signal);
    expect(ran).toEqual(['web-1 first', 'web-1 second']);
    const lines = parts.log.lines.filter(({ message }) => message.includes('claimed anew'));
    expect(lines.map(({ level, data }) => ({ level, data }))).toEqual([
      { level: 'warn', data: { planId: 'plan-1', step: 'web-1-1-first', why: 'its host never began it' } },
    ]);
  });
});
