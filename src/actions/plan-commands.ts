import type { Phrase } from '#base/phrase.ts';
import type { Actor, PlanRun } from './events.ts';
import type { Trigger } from '#diagnosis/events.ts';

/** Asks for an action. `triggerId` names the command or click: the same one again finds the plan it made. */
export type AskPlan = {
  readonly service: string;
  readonly action: string;
  readonly host?: string;
  readonly params: Readonly<Record<string, string>>;
  readonly requester: Actor;
  readonly trigger: Trigger;
  readonly triggerId: string;
  /** The diagnosis whose remedy this is: its thread is where the plan stands. */
  readonly runId?: string;
  readonly outageId?: string;
};

export type AskedPlan =
  | { readonly outcome: 'asked'; readonly planId: string }
  | {
      readonly outcome: 'closest';
      readonly what: 'service' | 'action';
      readonly asked: string;
      readonly names: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly message: Phrase };

/** A person's decision on a plan. Rights are checked at this moment; one outcome, told to the one who asked. */
export type DecidePlan = {
  readonly planId: string;
  readonly by: Actor;
  /** Names the click: delivered twice it counts once. */
  readonly clickId: string;
  /** The SSH signature of a command from a terminal; kept in the audit. */
  readonly signature?: string;
  readonly does:
    | { readonly kind: 'approve'; readonly digest: string; readonly code?: string }
    | {
        readonly kind: 'break_glass';
        readonly digest: string;
        readonly reason: string;
        readonly code?: string;
      }
    | { readonly kind: 'deny'; readonly reason: string }
    | { readonly kind: 'withdraw' }
    | { readonly kind: 'cancel' }
    | { readonly kind: 'settle'; readonly step: string; readonly as: 'done' | 'not_done' };
};

export type DecidedPlan =
  | { readonly outcome: 'counted'; readonly run: PlanRun; readonly says: Phrase }
  /** Needs a code of the second factor: ask for it and decide again. */
  | { readonly outcome: 'needs_code'; readonly run: PlanRun }
  | { readonly outcome: 'refused'; readonly message: Phrase; readonly run?: PlanRun };
