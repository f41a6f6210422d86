import type { Phrase } from '#base/phrase.ts';
import type { Check, Plan } from './plan.ts';
import type { Trigger } from '#diagnosis/events.ts';

export type { AskedPlan, AskPlan } from './plan-commands.ts';
export type { Check, Doing, Plan, PlanStage, PlanStep } from './plan.ts';

/**
 * A plan's way from being asked for to a told end; its events are its only history.
 *
 *   waiting ──▶ approved ──▶ running ──▶ verifying ──▶ ended (fixed | not_all_seen | not_fixed | rolled_back)
 *      │            │            ├──▶ unknown ──(a person says what was done)──▶ running | ended
 *      │            │            └──▶ ended (failed | cancelled)
 *      │            └──▶ ended (not_needed | void | busy …: re-checked, did not start)
 *      └──▶ ended (denied | withdrawn | expired | void)
 */
export const planStates = ['waiting', 'approved', 'running', 'verifying', 'unknown', 'ended'] as const;
export type PlanState = (typeof planStates)[number];
export const planEnds = [
  'fixed',
  'not_all_seen',
  'not_fixed',
  'rolled_back',
  'done',
  'failed',
  'cancelled',
  'not_needed',
  'void',
  'refused',
  'denied',
  'withdrawn',
  'expired',
] as const;
/**
 * `not_all_seen`: what was seen is well, which proves nothing yet. `done`: it ran, and there was nothing to cure (a log
 * bundle). `refused`: lock, freeze or budget said no at the last moment.
 */
export type PlanEnd = (typeof planEnds)[number];

/** One person is one id, however they come: the Slack user id, or `person:NAME` of the catalog; `resus` for monitors. */
export type Actor = { readonly id: string; readonly via: 'slack' | 'cli' | 'monitor' | 'alert' };

export const stepOutcomes = [
  'succeeded',
  'failed',
  'killed',
  'timed_out',
  'cancelled',
  'output_limit',
  'lost',
  'unreachable',
  'refused',
] as const;
export type StepOutcome = (typeof stepOutcomes)[number];

export type StepResult = {
  readonly outcome: StepOutcome;
  /** The output, redacted and cut to its tail. */
  readonly output: string;
  readonly code?: number;
  readonly tookMs: number;
  /** `probe`: not seen by the worker that ran it, but read from the host afterwards. */
  readonly toldBy: 'worker' | 'probe' | 'person';
  readonly stillRunning?: { readonly host: string; readonly pid: number };
};

export type Needs = {
  /** How many yes, never counting the requester. 0: runs at once. */
  readonly need: number;
  /** Names of `people`, as the policy lists them. */
  readonly approvers: readonly string[];
  readonly secondFactor: boolean;
  readonly breakGlass: boolean;
};

export type PlanEvent =
  | {
      readonly type: 'planned';
      readonly at: number;
      readonly plan: Plan;
      readonly digest: string;
      readonly requester: Actor;
      /** Everyone behind it besides the requester: ids, or `people:NAME`. None of them approves. */
      readonly setOffBy?: readonly string[];
      readonly trigger: Trigger;
      readonly needs: Needs;
      readonly expiresAt: number;
      /** The typed words: the plan is made again from them right before it runs. */
      readonly asked: { readonly host?: string; readonly params: Readonly<Record<string, string>> };
      /** Set when it was raised by an outage. */
      readonly outageId?: string;
      /** The message whose thread it stands in (`RUN.parent`), when the trigger names no thread. */
      readonly replyTo?: string;
      /** "worked 5 of 6, median 4 s", as it stood when it was shown. */
      readonly record: { readonly worked: number; readonly of: number; readonly medianMs?: number };
    }
  | {
      readonly type: 'approved';
      readonly at: number;
      readonly by: Actor;
      readonly digest: string;
      readonly breakGlass?: string;
      readonly secondFactor?: boolean;
    }
  | { readonly type: 'denied'; readonly at: number; readonly by: Actor; readonly reason: string }
  | { readonly type: 'withdrawn'; readonly at: number; readonly by: Actor }
  | { readonly type: 'reminded'; readonly at: number; readonly to: readonly string[] }
  | { readonly type: 'cancel_asked'; readonly at: number; readonly by: Actor }
  | { readonly type: 'started'; readonly at: number; readonly fence: number; readonly worker: string }
  | { readonly type: 'step_began'; readonly at: number; readonly step: string; readonly rollback?: boolean }
  | { readonly type: 'step_ended'; readonly at: number; readonly step: string; readonly result: StepResult }
  | { readonly type: 'step_unknown'; readonly at: number; readonly step: string; readonly says: Phrase }
  /** A person looked and says whether it was done; the run goes on from there or ends. */
  | {
      readonly type: 'settled';
      readonly at: number;
      readonly step: string;
      readonly by: Actor;
      readonly as: 'done' | 'not_done';
    }
  | { readonly type: 'verifying'; readonly at: number; readonly host?: string }
  | {
      readonly type: 'verified';
      readonly at: number;
      readonly host?: string;
      readonly ok: boolean;
      readonly checks: readonly Check[];
      readonly verdict?: Phrase;
    }
  | {
      readonly type: 'ended';
      readonly at: number;
      readonly end: PlanEnd;
      readonly says: Phrase;
      readonly changed?: readonly string[];
    };

export type RanStep = {
  readonly step: string;
  readonly beganAt: number;
  /** When its outcome was told, or that it is unknown. */
  readonly endedAt?: number;
  readonly result?: StepResult;
  readonly unknown?: Phrase;
};

export type PlanRun = {
  readonly id: string;
  readonly state: PlanState;
  readonly plan: Plan;
  readonly digest: string;
  readonly requester: Actor;
  readonly setOffBy: readonly string[];
  readonly trigger: Trigger;
  readonly needs: Needs;
  readonly asked: Extract<PlanEvent, { type: 'planned' }>['asked'];
  readonly plannedAt: number;
  readonly expiresAt: number;
  readonly outageId?: string;
  readonly replyTo?: string;
  readonly record: Extract<PlanEvent, { type: 'planned' }>['record'];
  readonly approvals: readonly {
    readonly by: Actor;
    readonly at: number;
    readonly breakGlass?: string;
    readonly secondFactor?: boolean;
  }[];
  readonly cancelledBy?: Actor;
  readonly cancelAskedAt?: number;
  readonly startedAt?: number;
  readonly ran: readonly RanStep[];
  /** Each look from outside that was begun: one a host, when there are several. */
  readonly proving: readonly { readonly at: number; readonly host?: string }[];
  readonly verified: readonly Extract<PlanEvent, { type: 'verified' }>[];
  readonly end?: Extract<PlanEvent, { type: 'ended' | 'denied' | 'withdrawn' }> & object;
  readonly outcome?: PlanEnd;
  readonly endedAt?: number;
  readonly reminded?: { readonly at: number; readonly to: readonly string[] };
};

/** Total: an event that makes no sense in this state changes nothing: what nobody has approved yet, say, cannot have begun. */
export function applyPlanEvent(run: PlanRun | undefined, id: string, event: PlanEvent): PlanRun | undefined {
  if (event.type === 'planned') return run ?? begin(id, event);
  if (run === undefined || run.state === 'ended') return run;
  if (run.state === 'waiting' && /^(?:start|step|settle|verif)/.test(event.type)) return run;
  switch (event.type) {
    case 'approved':
      return approve(run, event);
    case 'denied':
    case 'withdrawn':
      return run.state === 'waiting' ? end(run, event, event.type) : run;
    case 'reminded':
      return { ...run, reminded: { at: event.at, to: event.to } };
    case 'cancel_asked':
      return {
        ...run,
        cancelledBy: run.cancelledBy ?? event.by,
        cancelAskedAt: run.cancelAskedAt ?? event.at,
      };
    case 'started':
      return { ...run, state: 'running', startedAt: run.startedAt ?? event.at };
    case 'step_began':
      return { ...run, state: 'running', ran: withStep(run.ran, { step: event.step, beganAt: event.at }) };
    case 'step_ended':
      return {
        ...run,
        state: 'running',
        ran: withResult(run, event.step, event.at, { result: event.result }),
      };
    case 'step_unknown':
      return {
        ...run,
        state: 'unknown',
        ran: withResult(run, event.step, event.at, { unknown: event.says }),
      };
    case 'settled':
      return {
        ...run,
        state: 'running',
        ran: withResult(run, event.step, event.at, { result: saidBy(event) }),
      };
    case 'verifying':
      return { ...run, state: 'verifying', proving: [...run.proving, withoutType(event)] };
    case 'verified':
      return { ...run, verified: [...run.verified, event] };
    case 'ended':
      return end(run, event, event.end);
  }
}

export function planRunOf(id: string, events: readonly PlanEvent[]): PlanRun | undefined {
  let run: PlanRun | undefined;
  for (const event of events) run = applyPlanEvent(run, id, event);
  return run;
}

function begin(id: string, event: Extract<PlanEvent, { type: 'planned' }>): PlanRun {
  const { plan, digest, requester, trigger, needs, asked, expiresAt, outageId, replyTo, record } = event;
  return {
    id,
    // What needs nobody is approved by the policy itself.
    state: needs.need === 0 ? 'approved' : 'waiting',
    plan,
    digest,
    requester,
    setOffBy: event.setOffBy ?? [],
    trigger,
    needs,
    asked,
    expiresAt,
    record,
    plannedAt: event.at,
    ...(outageId === undefined ? {} : { outageId }),
    ...(replyTo === undefined ? {} : { replyTo }),
    approvals: [],
    ran: [],
    proving: [],
    verified: [],
  };
}

function approve(run: PlanRun, event: Extract<PlanEvent, { type: 'approved' }>): PlanRun {
  if (run.state !== 'waiting' || event.digest !== run.digest) return run;
  if (run.approvals.some(({ by }) => by.id === event.by.id)) return run;
  const { type: _type, digest: _digest, ...approval } = event;
  const approvals = [...run.approvals, approval];
  const isEnough = event.breakGlass !== undefined || approvals.length >= run.needs.need;
  return { ...run, approvals, state: isEnough ? 'approved' : 'waiting' };
}

function end(run: PlanRun, event: NonNullable<PlanRun['end']>, outcome: PlanEnd): PlanRun {
  return { ...run, state: 'ended', end: event, outcome, endedAt: event.at };
}

function withStep(ran: readonly RanStep[], step: RanStep): readonly RanStep[] {
  return ran.some((one) => one.step === step.step) ? ran : [...ran, step];
}

function withResult(
  run: PlanRun,
  step: string,
  at: number,
  what: Pick<RanStep, 'result' | 'unknown'>,
): readonly RanStep[] {
  const all = withStep(run.ran, { step, beganAt: at });
  return all.map((one) => {
    if (one.step !== step || one.result !== undefined) return one;
    const { unknown: _unknown, ...rest } = one;
    return { ...rest, ...what, endedAt: at };
  });
}

const withoutType = ({ type: _type, ...rest }: Extract<PlanEvent, { type: 'verifying' }>) => rest;
function saidBy({ as }: Extract<PlanEvent, { type: 'settled' }>): StepResult {
  return { outcome: as === 'done' ? 'succeeded' : 'failed', output: '', tookMs: 0, toldBy: 'person' };
}
