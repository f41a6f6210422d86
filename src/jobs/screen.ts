import type { Phrase } from '#base/phrase.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run, Trigger } from '#diagnosis/events.ts';

/**
 * Where people watch a run. Showing is durable and idempotent: what is older than what is shown already is ignored, so
 * it may be called again at any time. A run without a channel (the CLI's) is shown nowhere.
 */
export type Screen = {
  readonly show: (run: Run, seq: number) => Promise<void>;
  /** The same for a plan; `live` is what its running step printed last, counted up while it runs. */
  readonly showPlan: (
    run: PlanRun,
    seq: number,
    live?: { readonly tail: { readonly step: string; readonly text: string }; readonly count: number },
  ) => Promise<void>;
  /** Says one thing where something was asked for; the same id again says nothing. */
  readonly tell: (id: string, service: string, trigger: Trigger, says: Phrase) => Promise<void>;
  /** Puts one more thing into the run's thread. The same id again adds nothing. */
  readonly add: (run: Run, addition: Addition) => Promise<void>;
};

/** Something beside the run's own messages: a line for people, or a text file. */
export type Addition =
  | { readonly id: string; readonly says: Phrase }
  | { readonly id: string; readonly filename: string; readonly title: Phrase; readonly text: string };
