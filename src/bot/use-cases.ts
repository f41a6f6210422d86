import type { Phrase } from '#base/phrase.ts';
import type { Run, Trigger } from '#runbooks/run.ts';

/** `triggerId` names the click or command: the same one again finds the run it started, it does not start another. */
export type AskDiagnosis = {
  readonly service: string;
  readonly host?: string;
  readonly trigger: Trigger;
  readonly triggerId: string;
};

export type AskedDiagnosis =
  | { readonly outcome: 'asked'; readonly run: Run }
  | { readonly outcome: 'closest'; readonly asked: string; readonly names: readonly string[] }
  | { readonly outcome: 'refused'; readonly message: Phrase };

/** What is known about Resus itself; every part that could not be asked is absent. */
export type SystemStatus = {
  readonly redis: { readonly ok: boolean; readonly says: readonly Phrase[] };
  readonly queues?: readonly {
    readonly name: string;
    readonly waiting: number;
    readonly active: number;
    readonly failed: number;
  }[];
  readonly outbox?: {
    readonly threads: number;
    readonly dead: readonly { readonly channel: string; readonly reason: string; readonly at: number }[];
  };
};

/** What the bot can have done. Each answers within 2 s whatever is down, and throws only AppError. */
export type UseCases = {
  readonly askDiagnosis: (command: AskDiagnosis) => Promise<AskedDiagnosis>;
  readonly findRun: (runId: string) => Promise<Run | undefined>;
  /** The last run of each service that has one. */
  readonly latestRuns: () => Promise<readonly Run[]>;
  readonly readStatus: () => Promise<SystemStatus>;
};
