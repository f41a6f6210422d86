import type { Redis } from 'ioredis';
import { type PlanEvent, type PlanRun, planRunOf, type StepResult } from './events.ts';
import { auditKeys, createChained } from '#redis/hash-chain.ts';
import {
  appendPlanEvent,
  claimStep,
  finishStep,
  holdTargets,
  noteAudit,
  releaseTargets,
  setFrozen,
  unclaimStep,
} from './plan-scripts.ts';
import { prefix } from '#redis/redis.ts';

/** A quarter: long enough for "how did it go here before". The audit keeps what was done for longer. */
const livesForMs = 92 * 24 * 3600 * 1000;
const keptPerIndex = 1000;
/** What "worked 5 of 6" looks back on. */
const recordLooksBack = 50;

const keys = {
  plan: (id: string) => `${prefix}:plan:${id}`,
  events: (id: string) => `${prefix}:plan:${id}:events`,
  ofService: (service: string) => `${prefix}:plans:of:${service}`,
  budget: (service: string) => `${prefix}:budget:${service}`,
  open: `${prefix}:plans:open`,
  all: `${prefix}:plans`,
  locks: `${prefix}:locks`,
  frozen: `${prefix}:frozen`,
};

type Holder = {
  readonly planId: string;
  readonly by: string;
  readonly action: string;
  readonly since: number;
};
type Frozen = { readonly by: string; readonly reason: string; readonly at: number };
type NewEvent = {
  readonly planId: string;
  readonly eventId: string;
  readonly event: PlanEvent;
  readonly ifSeq?: number;
  readonly fence?: number;
};
type Answer = readonly [string, ...string[]];

/** Plans in Redis. Each change of state is one script that also writes its line of the audit. */
export function createPlanStore(redis: Redis) {
  const chained = createChained(redis);
  const auditOf = [auditKeys.records, auditKeys.head];
  const find = async (planId: string): Promise<{ run: PlanRun; seq: number } | undefined> => {
    const events = await redis.lrange(keys.events(planId), 0, -1);
    const run = planRunOf(planId, events.map(parseEvent));
    return run === undefined ? undefined : { run, seq: events.length };
  };
  const recent = async (filter: {
    readonly service?: string;
    readonly limit: number;
  }): Promise<PlanRun[]> => {
    const index = filter.service === undefined ? keys.all : keys.ofService(filter.service);
    const ids = await redis.zrevrange(index, 0, filter.limit - 1);
    return (await Promise.all(ids.map(find))).flatMap((one) => one?.run ?? []);
  };
  return {
    append: async ({ planId, eventId, event, ifSeq, fence }: NewEvent) => {
      const service = event.type === 'planned' ? event.plan.service : '';
      const record = { at: event.at, what: event.type, planId, data: event };
      const [word, seq] = await chained(record, async (expected, line, next) => {
        const isPlanned = event.type === 'planned';
        const names = [keys.plan(planId), keys.events(planId), keys.open, keys.all, keys.ofService(service)];
        const answer = await appendPlanEvent(
          redis,
          [...names, ...auditOf],
          [
            planId,
            eventId,
            event.type,
            JSON.stringify(event),
            ifSeq ?? '',
            fence ?? '',
            isPlanned ? event.needs.need : '',
            event.type === 'approved' && event.breakGlass !== undefined ? 1 : 0,
            event.at,
            livesForMs,
            keptPerIndex,
            expected,
            line,
            next,
          ],
        );
        return answer as Answer;
      });
      if (word === 'ok' || word === 'repeated')
        return { outcome: word === 'ok' ? 'added' : 'repeated', seq: Number(seq) } as const;
      return { outcome: word === 'unknown' ? 'unknown_plan' : (word as 'moved' | 'superseded') } as const;
    },

    find,
    recent,
    start: (planId: string, _worker: string): Promise<number> => redis.hincrby(keys.plan(planId), 'fence', 1),

    hold: async (command: {
      readonly planId: string;
      readonly fence: number;
      readonly targets: readonly string[];
      readonly service: string;
      readonly holder: Omit<Holder, 'planId'>;
      readonly budget?: { readonly actions: number; readonly perMs: number };
    }) => {
      const { planId, fence, targets, service, budget } = command;
      const holder: Holder = { planId, ...command.holder };
      const record = { at: holder.since, what: 'held', planId, data: { targets, holder } };
      const [word, first, second] = await chained(record, async (expected, line, next) => {
        const names = [keys.plan(planId), keys.locks, keys.budget(service), keys.frozen, ...auditOf];
        const { actions, perMs } = budget ?? { actions: 0, perMs: 0 };
        const args = [
          planId,
          fence,
          JSON.stringify(holder),
          holder.since,
          actions,
          perMs,
          expected,
          line,
          next,
        ];
        return (await holdTargets(redis, names, [...args, ...targets])) as Answer;
      });
      if (word === 'busy')
        return {
          outcome: 'busy',
          target: first ?? '',
          holder: JSON.parse(second ?? '{}') as Holder,
        } as const;
      if (word === 'frozen')
        return { outcome: 'frozen', frozen: JSON.parse(first ?? '{}') as Frozen } as const;
      if (word === 'over_budget')
        return {
          outcome: 'over_budget',
          actions: budget?.actions ?? 0,
          perMs: budget?.perMs ?? 0,
          freeAt: Number(first),
        } as const;
      return { outcome: word === 'ok' ? 'held' : 'superseded' } as const;
    },

    release: async (planId: string): Promise<void> => {
      const record = { at: Date.now(), what: 'released', planId, data: {} };
      await chained(record, async (expected, line, next) => {
        const names = [keys.plan(planId), keys.locks, ...auditOf];
        return (await releaseTargets(redis, names, [planId, expected, line, next])) as Answer;
      });
    },

    claim: async (command: {
      readonly planId: string;
      readonly fence: number;
      readonly step: string;
      readonly nonce: string;
      readonly at: number;
    }) => {
      const { planId, fence, step, nonce, at } = command;
      const record = { at, what: 'claimed', planId, data: { step, fence } };
      const [word, result] = await chained(record, async (expected, line, next) => {
        const names = [keys.plan(planId), keys.frozen, ...auditOf];
        return (await claimStep(redis, names, [fence, step, nonce, at, expected, line, next])) as Answer;
      });
      if (word === 'done')
        return { outcome: 'done', result: JSON.parse(result ?? '{}') as StepResult } as const;
      if (word === 'ok') return { outcome: 'go' } as const;
      return { outcome: word as 'unknown' | 'superseded' | 'cancelled' | 'not_approved' | 'frozen' } as const;
    },

    finish: async (command: {
      readonly planId: string;
      readonly step: string;
      readonly nonce?: string;
      readonly result: StepResult;
    }) => {
      const { planId, step, nonce = '', result } = command;
      const record = { at: Date.now(), what: 'finished', planId, data: { step, result } };
      const [word] = await chained(record, async (expected, line, next) => {
        const args = [step, nonce, JSON.stringify(result), expected, line, next];
        return (await finishStep(redis, [keys.plan(planId), ...auditOf], args)) as Answer;
      });
      return word === 'ok' ? 'told' : (word as 'repeated' | 'not_claimed');
    },

    unclaim: async (planId: string, step: string): Promise<void> => {
      const record = { at: Date.now(), what: 'unclaimed', planId, data: { step } };
      await chained(record, async (expected, line, next) => {
        const args = [step, expected, line, next];
        return (await unclaimStep(redis, [keys.plan(planId), ...auditOf], args)) as Answer;
      });
    },

    isCancelled: async (planId: string): Promise<boolean> =>
      (await redis.hexists(keys.plan(planId), 'cancelled')) === 1,

    holders: async (): Promise<Map<string, Holder>> => {
      const held = await redis.hgetall(keys.locks);
      return new Map(Object.entries(held).map(([target, text]) => [target, JSON.parse(text) as Holder]));
    },

    freeze: async (frozen: Frozen): Promise<void> => {
      const record = { at: frozen.at, what: 'frozen', data: frozen };
      await chained(record, async (expected, line, next) => {
        const args = [JSON.stringify(frozen), expected, line, next];
        return (await setFrozen(redis, [keys.frozen, ...auditOf], args)) as Answer;
      });
    },

    thaw: async (by: string, at: number): Promise<void> => {
      const record = { at, what: 'thawed', data: { by } };
      await chained(record, async (expected, line, next) => {
        return (await setFrozen(redis, [keys.frozen, ...auditOf], ['', expected, line, next])) as Answer;
      });
    },

    frozen: async (): Promise<Frozen | undefined> => {
      const text = await redis.get(keys.frozen);
      return text === null ? undefined : (JSON.parse(text) as Frozen);
    },

    /** What was tried and refused: nothing changed, but it is worth knowing. */
    note: async (planId: string, at: number, what: string, data: unknown): Promise<void> => {
      await chained({ at, what, planId, data }, async (expected, line, next) => {
        return (await noteAudit(redis, auditOf, [expected, line, next])) as Answer;
      });
    },

    open: (): Promise<string[]> => redis.zrange(keys.open, '0', '-1'),

    record: async (service: string, action: string) => {
      const ended = (await recent({ service, limit: recordLooksBack })).filter(
        ({ plan, outcome }) => plan.action === action && outcome !== undefined && tried.has(outcome),
      );
      const worked = ended.filter(({ outcome }) => outcome === 'fixed' || outcome === 'done');
      const took = worked
        .flatMap(({ startedAt, endedAt }) =>
          startedAt === undefined || endedAt === undefined ? [] : [endedAt - startedAt],
        )
        .toSorted((a, b) => a - b);
      const medianMs = took[Math.floor((took.length - 1) / 2)];
      return { worked: worked.length, of: ended.length, ...(medianMs === undefined ? {} : { medianMs }) };
    },
  };
}

/** Ends that say something about the action itself. */
const tried: ReadonlySet<string> = new Set(['fixed', 'done', 'not_fixed', 'rolled_back', 'failed']);

function parseEvent(text: string): PlanEvent {
  return JSON.parse(text) as PlanEvent;
}
