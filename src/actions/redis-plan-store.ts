import type { Redis } from 'ioredis';
import { auditKeys, createChained, type NewRecord } from '#redis/hash-chain.ts';
import { createEventLists } from '#redis/event-list.ts';
import { logKeys, type Subject } from '#redis/event-log.ts';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';
import { claimRefusal } from './decide-claim.ts';
import { applyPlanEvent, type PlanEvent, type PlanRun } from './events.ts';
import type {
  Claimed,
  Frozen,
  Hold,
  NewPlanEvent,
  PlanAppended,
  PlanStore,
  StoredPlan,
} from './plan-store.ts';
import { storedFrozen, storedHolder, storedPlanEvent, storedStepResult } from './stored-plan.ts';

const appendPlan = readScript('actions/append-plan.lua');
const holdTargets = readScript('actions/hold-targets.lua');
const releaseTargets = readScript('actions/release-targets.lua');
const claimStep = readScript('actions/claim-step.lua');
const finishStep = readScript('actions/finish-step.lua');
const unclaimStep = readScript('actions/unclaim-step.lua');
const setFrozen = readScript('actions/set-frozen.lua');
const noteAudit = readScript('redis/note-record.lua');

/** A quarter: long enough for "how did it go here before". The audit keeps what was done for longer. */
const livesForMs = 92 * 24 * 3600 * 1000;
const keptPerIndex = 1000;
/** The number of past runs that "worked 5 of 6" counts. */
const recordLooksBack = 50;
/** So often may somebody else be first. */
const tries = 30;

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
const auditOf = [auditKeys.records, auditKeys.head];

type Answer = readonly [string, ...string[]];
type Args = readonly (string | number)[];

/**
 * Plans in Redis. Each change is one script that also writes its line of the audit; what it means is decided here, on the
 * events that are there, and the script refuses when there are others by then. `appended` is told what there is something
 * new of.
 */
export function createPlanStore(redis: Redis, appended: (subject: Subject) => void = () => {}) {
  const chained = createChained(redis);
  /** One script with its line of the audit, whose head, record and new head come after `args`, and before `more`. */
  const change = (
    record: NewRecord,
    script: ReturnType<typeof readScript>,
    names: readonly string[],
    args: Args,
    more: Args = [],
  ): Promise<Answer> =>
    chained(record, async (...head) => (await script(redis, names, [...args, ...head, ...more])) as Answer);

  const lists = createEventLists(redis, storedPlanEvent, applyPlanEvent);
  const find = async (planId: string): Promise<StoredPlan | undefined> => {
    const { events, state: run } = await lists.read(keys.events(planId), planId);
    return run === undefined ? undefined : { run, seq: events.length };
  };
  const recent = async (filter: {
    readonly service?: string;
    readonly limit: number;
  }): Promise<PlanRun[]> => {
    const index = filter.service === undefined ? keys.all : keys.ofService(filter.service);
    const ids = await redis.zrevrange(index, 0, filter.limit - 1);
    // One that cannot be read is told of where somebody asks for it, and hides no other.
    const found = await Promise.all(ids.map((id) => find(id).catch(() => undefined)));
    return found.flatMap((one) => one?.run ?? []);
  };

  const appendOn = async (stored: StoredPlan | undefined, entry: NewPlanEvent): Promise<Answer> => {
    const { planId, eventId, event, ifSeq = stored?.seq ?? 0, fence = '' } = entry;
    const service = event.type === 'planned' ? event.plan.service : '';
    const names = [keys.plan(planId), keys.events(planId), keys.open, keys.all, keys.ofService(service)];
    return change(
      { at: event.at, what: event.type, planId, data: event },
      appendPlan,
      [...names, ...auditOf, ...logKeys],
      [
        planId,
        eventId,
        storedPlanEvent.write(event),
        ifSeq,
        fence,
        becomesOf(stored?.run, planId, event),
        event.at,
        livesForMs,
        keptPerIndex,
      ],
    );
  };
  const append = async (entry: NewPlanEvent): Promise<PlanAppended> => {
    const { planId, event, ifSeq } = entry;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await find(planId);
      if (stored === undefined && event.type !== 'planned') return { outcome: 'unknown_plan' };
      if (stored !== undefined && event.type === 'planned') return { outcome: 'repeated', seq: stored.seq };
      const [word, seq] = await appendOn(stored, entry);
      if (word === 'ok') appended({ of: 'plan', id: planId });
      if (word === 'ok' || word === 'repeated')
        return { outcome: word === 'ok' ? 'added' : 'repeated', seq: Number(seq) };
      if (word === 'superseded') return { outcome: 'superseded' };
      if (ifSeq !== undefined) return { outcome: 'moved' };
    }
    return { outcome: 'moved' };
  };

  return {
    append,
    find,
    events: async (planId: string): Promise<readonly PlanEvent[]> =>
      (await lists.read(keys.events(planId), planId)).events,
    recent,
    start: (planId: string): Promise<number> => redis.hincrby(keys.plan(planId), 'fence', 1),

    hold: async ({ planId, fence, targets, service, budget, holder: by }): Promise<Hold> => {
      const holder = { planId, ...by };
      const { actions, perMs } = budget ?? { actions: 0, perMs: 0 };
      const [word, first = '', second = ''] = await change(
        { at: holder.since, what: 'held', planId, data: { targets, holder } },
        holdTargets,
        [keys.plan(planId), keys.locks, keys.budget(service), keys.frozen, ...auditOf],
        [planId, fence, storedHolder.write(holder), holder.since, actions, perMs],
        targets,
      );
      if (word === 'busy') return { outcome: 'busy', target: first, holder: storedHolder.read(second) };
      if (word === 'frozen') return { outcome: 'frozen', frozen: storedFrozen.read(first) };
      if (word === 'over_budget') return { outcome: 'over_budget', actions, perMs, freeAt: Number(first) };
      return { outcome: word === 'ok' ? 'held' : 'superseded' };
    },

    release: async (planId: string): Promise<void> => {
      const record = { at: Date.now(), what: 'released', planId, data: {} };
      await change(record, releaseTargets, [keys.plan(planId), keys.locks, ...auditOf], [planId]);
    },

    claim: async ({ planId, fence, step, nonce, at }): Promise<Claimed> => {
      const names = [keys.plan(planId), keys.events(planId), keys.frozen, ...auditOf];
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const stored = await find(planId);
        const refusal = claimRefusal(stored?.run);
        const seq = stored === undefined || refusal !== undefined ? '' : stored.seq;
        const [word, result = ''] = await change(
          { at, what: 'claimed', planId, data: { step, fence } },
          claimStep,
          names,
          [fence, seq, step, nonce, JSON.stringify({ nonce, fence, at })],
        );
        if (word === 'done') return { outcome: 'done', result: storedStepResult.read(result) };
        if (word === 'ok') return { outcome: 'go' };
        if (word === 'unknown' || word === 'superseded' || word === 'frozen') return { outcome: word };
        if (refusal !== undefined) return { outcome: refusal };
      }
      throw new Error('the plan changed under every attempt to claim a step');
    },

    finish: async ({ planId, step, nonce = '', result }) => {
      const [word] = await change(
        { at: Date.now(), what: 'finished', planId, data: { step, result } },
        finishStep,
        [keys.plan(planId), ...auditOf],
        [step, nonce, storedStepResult.write(result)],
      );
      return word === 'ok' ? 'told' : word === 'repeated' ? 'repeated' : 'not_claimed';
    },

    unclaim: async (planId: string, step: string): Promise<void> => {
      const record = { at: Date.now(), what: 'unclaimed', planId, data: { step } };
      await change(record, unclaimStep, [keys.plan(planId), ...auditOf], [step]);
    },

    isCancelled: async (planId: string): Promise<boolean> =>
      (await find(planId))?.run.cancelAskedAt !== undefined,

    holders: async () => {
      const held = await redis.hgetall(keys.locks);
      return new Map(Object.entries(held).map(([target, text]) => [target, storedHolder.read(text)]));
    },

    freeze: async (frozen: Frozen): Promise<void> => {
      const record = { at: frozen.at, what: 'frozen', data: frozen };
      await change(record, setFrozen, [keys.frozen, ...auditOf], [storedFrozen.write(frozen)]);
    },

    thaw: async (by: string, at: number): Promise<void> => {
      await change({ at, what: 'thawed', data: { by } }, setFrozen, [keys.frozen, ...auditOf], ['']);
    },

    frozen: async (): Promise<Frozen | undefined> => {
      const text = await redis.get(keys.frozen);
      return text === null ? undefined : storedFrozen.read(text);
    },

    /** Records an attempt that was refused: nothing changed, but it is worth knowing. */
    note: async (planId: string, at: number, what: string, data: unknown): Promise<void> => {
      await change({ at, what, planId, data }, noteAudit, auditOf, []);
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
  } satisfies PlanStore;
}

/** Ends that say something about the action itself. */
const tried: ReadonlySet<string> = new Set(['fixed', 'done', 'not_fixed', 'rolled_back', 'failed']);

/** What the event makes of the index of open plans. */
function becomesOf(before: PlanRun | undefined, planId: string, event: PlanEvent): 'opens' | 'closes' | '' {
  if (before === undefined) return 'opens';
  const after = applyPlanEvent(before, planId, event);
  return after?.state === 'ended' ? 'closes' : '';
}
