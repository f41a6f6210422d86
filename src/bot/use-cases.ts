import type { AskedPlan, AskPlan, DecidedPlan, DecidePlan } from '#actions/plan-commands.ts';
import type { Phrase } from '#base/phrase.ts';
import type { OutageUseCases } from '#outages/outage-commands.ts';
import type { AskDiagnosis, AskedDiagnosis, Run } from '#diagnosis/events.ts';
import type { Actor, PlanRun } from '#actions/events.ts';
import type { ListedAction } from '#actions/cards/action-picker.ts';
import type { Finding } from '#doctor/cards/doctor-card.ts';
import type { HomeState } from './cards/home-view.ts';
import type { SystemStatus } from './cards/status-card.ts';

export type AskLogs = { readonly runId: string; readonly clickId: string };
export type AskedLogs =
  | { readonly outcome: 'asked'; readonly service: string }
  | { readonly outcome: 'refused'; readonly message: Phrase };

export type RateVerdict = {
  readonly runId: string;
  readonly by: string;
  readonly isRight: boolean;
  readonly clickId: string;
};

/** Plans: asked for, decided on, stopped altogether. */
export type PlanUseCases = {
  readonly ask: (command: AskPlan) => Promise<AskedPlan>;
  readonly decide: (command: DecidePlan) => Promise<DecidedPlan>;
  /** `/resus freeze` and `thaw`: what to tell the one who asked. */
  readonly freeze: (command: { readonly by: Actor; readonly reason: string }) => Promise<Phrase>;
  readonly thaw: (command: { readonly by: Actor }) => Promise<Phrase>;
  /** Of these, the ids of those that wait for this very person. */
  readonly waitingFor: (user: string, plans: readonly PlanRun[]) => Promise<readonly string[]>;
  /** The actions that `/runbook` offers. */
  readonly actions: () => readonly ListedAction[];
};

/** The use cases of the bot. Each answers within 2 s whatever is down, and throws only AppError. */
export type UseCases = {
  readonly askDiagnosis: (command: AskDiagnosis) => Promise<AskedDiagnosis>;
  readonly findRun: (runId: string) => Promise<Run | undefined>;
  /** The last run of each service that has one. */
  readonly latestRuns: () => Promise<readonly Run[]>;
  /** The logs of a run's service, as a file in its thread. */
  readonly askLogs: (command: AskLogs) => Promise<AskedLogs>;
  readonly rateVerdict: (command: RateVerdict) => Promise<'rated' | 'run_gone'>;
  /** The data of the home tab. */
  readonly readHome: () => Promise<HomeState>;
  /** Changes whenever a run begins or ends, and with every event of an outage. */
  readonly pulse: () => Promise<string>;
  /** What `resus doctor` says. The exception: asks every host, and so takes up to 10 s. */
  readonly examine: () => Promise<readonly Finding[]>;
  readonly readStatus: () => Promise<SystemStatus>;
  readonly plans: PlanUseCases;
  readonly outages: OutageUseCases;
};
