import { redactAll, type Redact } from '#redaction/redact.ts';
import { applyRunEvent, type RunEvent } from './events.ts';
import type { NewRunEvent, RunStore, StoredRun } from './run-store.ts';

export type RecordDeps = { readonly runs: Pick<RunStore, 'appendAll'>; readonly redact: Redact };

export type Recorder = {
  /** Keeps order, never throws, never waits: looking goes on while Redis writes. */
  readonly tell: (event: RunEvent) => void;
  /** When everything told is durable; throws what went wrong on the way. */
  readonly settled: () => Promise<StoredRun>;
  /** Fires when telling makes no sense any more: a newer processing has the run, or Redis refused. */
  readonly stopped: AbortSignal;
};

/**
 * Writes a run's events in their order, through redaction. What is told while Redis writes is written together afterwards:
 * a look at fifty hosts tells more than a thousand things within a second.
 */
export function createRecorder(deps: RecordDeps, stored: StoredRun, attempt: string): Recorder {
  let state = stored;
  let told = 0;
  let hasStarted = false;
  const waiting: NewRunEvent[] = [];
  const stop = new AbortController();
  const failures: unknown[] = [];

  const write = async (): Promise<void> => {
    if (stop.signal.aborted || waiting.length === 0) return;
    const batch = takeBatch(waiting);
    const { attempt } = batch[0] ?? {};
    const appended = await deps.runs.appendAll({
      runId: stored.run.id,
      ...(attempt === undefined ? {} : { attempt }),
      events: batch,
    });
    if (appended.outcome === 'superseded' || appended.outcome === 'unknown_run')
      return stop.abort(appended.outcome);
    let { run } = state;
    for (const { event } of batch) run = applyRunEvent(run, run.id, event) ?? run;
    state = { run, seq: appended.seq };
    return write();
  };

  let tail = Promise.resolve();
  return {
    tell: (event) => {
      told += 1;
      if (event.type === 'started') hasStarted = true;
      waiting.push({
        runId: stored.run.id,
        eventId: `${attempt}/${told}`,
        // Until it starts, this processing has nothing that a newer one could have taken from it.
        ...(hasStarted ? { attempt } : {}),
        event: redactAll(event, deps.redact),
      });
      tail = tail.then(write).catch((error: unknown) => {
        failures.push(error);
        stop.abort(error);
      });
    },
    settled: async () => {
      await tail;
      if (failures.length > 0) throw failures[0];
      return state;
    },
    stopped: stop.signal,
  };
}

/** The start stands alone: with it the processing takes the run over, and from then on people see what is looked at. */
function takeBatch(waiting: NewRunEvent[]): NewRunEvent[] {
  const start = waiting.findIndex(({ event }) => event.type === 'started');
  return waiting.splice(0, start === -1 ? waiting.length : Math.max(1, start));
}
