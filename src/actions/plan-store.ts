import type { PlanEvent, PlanRun, StepResult } from './events.ts';

/** A plan's run and how many events made it. Whoever decides on it says which state they saw. */
export type StoredPlan = { readonly run: PlanRun; readonly seq: number };

export type NewPlanEvent = {
  readonly planId: string;
  /** Names this event within its plan: the same id again changes nothing, so a resent write is harmless. */
  readonly eventId: string;
  readonly event: PlanEvent;
  /** Compare-and-set: only when the plan is still at this event. Always given for what people decide. */
  readonly ifSeq?: number;
  /** The start of the run that this belongs to: an older one is refused. */
  readonly fence?: number;
};

export type PlanAppended =
  | { readonly outcome: 'added' | 'repeated'; readonly seq: number }
  /** Somebody else was first: read again, decide again. */
  | { readonly outcome: 'moved' }
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'unknown_plan' };

export type Holder = {
  readonly planId: string;
  readonly by: string;
  readonly action: string;
  readonly since: number;
};
export type Frozen = { readonly by: string; readonly reason: string; readonly at: number };

export type Hold =
  | { readonly outcome: 'held' }
  | { readonly outcome: 'busy'; readonly target: string; readonly holder: Holder }
  /** So many actions on this service within the span already; the next may begin then. */
  | {
      readonly outcome: 'over_budget';
      readonly actions: number;
      readonly perMs: number;
      readonly freeAt: number;
    }
  | { readonly outcome: 'frozen'; readonly frozen: Frozen }
  | { readonly outcome: 'superseded' };

export type Claimed =
  /** Run it now, and only now: the answer is good for `claimGoodForMs`. */
  | { readonly outcome: 'go' }
  | { readonly outcome: 'done'; readonly result: StepResult }
  /** Claimed before, by a start that never told the outcome. */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'superseded' | 'cancelled' | 'not_approved' | 'frozen' };

/**
 * Plans, their journal, locks, budgets and freeze. Every change of state is one Lua call that also writes its audit
 * record. Every call rejects soon when Redis is down or frozen, none waits for it, and each may be sent again.
 */
export type PlanStore = {
  readonly append: (event: NewPlanEvent) => Promise<PlanAppended>;
  readonly find: (planId: string) => Promise<StoredPlan | undefined>;
  /** All of a plan, in their order. */
  readonly events: (planId: string) => Promise<readonly PlanEvent[]>;
  /** A processing of the run begins: older ones are fenced off from here on. */
  readonly start: (planId: string) => Promise<number>;
  /** Takes all targets or none, and counts against the budget once. The plan owns them, without expiry. */
  readonly hold: (command: {
    readonly planId: string;
    readonly fence: number;
    readonly targets: readonly string[];
    readonly service: string;
    readonly holder: Omit<Holder, 'planId'>;
    readonly budget?: { readonly actions: number; readonly perMs: number };
  }) => Promise<Hold>;
  readonly release: (planId: string) => Promise<void>;
  /** The intent, journaled before anything runs. */
  readonly claim: (command: {
    readonly planId: string;
    readonly fence: number;
    readonly step: string;
    readonly nonce: string;
    readonly at: number;
  }) => Promise<Claimed>;
  /** The outcome. Not fenced: a worker that was thought dead may still tell what it did. */
  readonly finish: (command: {
    readonly planId: string;
    readonly step: string;
    /** Absent: read from the host or told by a person, for a step whose worker never told. */
    readonly nonce?: string;
    readonly result: StepResult;
  }) => Promise<'told' | 'repeated' | 'not_claimed'>;
  /** The host surely never began it: it may be claimed anew. */
  readonly unclaim: (planId: string, step: string) => Promise<void>;
  readonly isCancelled: (planId: string) => Promise<boolean>;
  /** Keeps in the audit what was tried and refused. */
  readonly note: (planId: string, at: number, what: string, data: unknown) => Promise<void>;
  readonly holders: () => Promise<ReadonlyMap<string, Holder>>;
  readonly freeze: (frozen: Frozen) => Promise<void>;
  readonly thaw: (by: string, at: number) => Promise<void>;
  readonly frozen: () => Promise<Frozen | undefined>;
  /** Plans that have not ended, oldest first. */
  readonly open: () => Promise<readonly string[]>;
  /** Newest first; of one service, or of all. */
  readonly recent: (filter: {
    readonly service?: string;
    readonly limit: number;
  }) => Promise<readonly PlanRun[]>;
  /** How an action went here before. */
  readonly record: (
    service: string,
    action: string,
  ) => Promise<{ readonly worked: number; readonly of: number; readonly medianMs?: number }>;
};

/** A worker that was frozen between the claim and the command must not run it later. */
export const claimGoodForMs = 5_000;
