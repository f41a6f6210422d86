import type { Run, RunEvent } from './events.ts';

/** A run and how many events made it: whoever shows it says which state it saw. */
export type StoredRun = { readonly run: Run; readonly seq: number };

export type NewRunEvent = {
  readonly runId: string;
  /** Names this event within its run: the same id again changes nothing, so a resent write is harmless. */
  readonly eventId: string;
  /** Which processing of the run this event belongs to; absent for `asked` and for what nobody is processing. */
  readonly attempt?: string;
  readonly event: RunEvent;
};

/** Several events of one processing, stored together or not at all. One that begins it stands alone. */
export type NewRunEvents = Pick<NewRunEvent, 'runId' | 'attempt'> & {
  readonly events: readonly Pick<NewRunEvent, 'eventId' | 'event'>[];
};

export type Appended =
  | { readonly outcome: 'added' | 'repeated'; readonly seq: number }
  /** A later processing of the run has started: whoever appends must stop, silently. */
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'unknown_run' };

/** A run's events, its only history. Every call rejects soon when Redis is down or frozen; none waits for it. */
export type RunStore = {
  readonly append: (event: NewRunEvent) => Promise<Appended>;
  readonly appendAll: (events: NewRunEvents) => Promise<Appended>;
  readonly find: (runId: string) => Promise<StoredRun | undefined>;
  /** All of a run, in their order. */
  readonly events: (runId: string) => Promise<readonly RunEvent[]>;
  /** Newest first; of one service, or of all. */
  readonly recent: (filter: { readonly service?: string; readonly limit: number }) => Promise<readonly Run[]>;
  /** Changes whenever a run begins or ends, and costs next to nothing to read. */
  readonly pulse: () => Promise<string>;
  /** Runs that have not ended: what the sweeper looks after. */
  readonly open: () => Promise<readonly string[]>;
};
