import { redactAll, type Redact } from '#base/redact.ts';
import { applyRunEvent, type RunEvent } from '#runbooks/run.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Screen } from './screen.ts';

export type RecordDeps = { readonly runs: RunStore; readonly screen: Screen; readonly redact: Redact };

export type Recorder = {
  /** Keeps order, never throws, never waits: looking goes on while Redis writes. */
  readonly tell: (event: RunEvent) => void;
  /** When everything told is durable and on the screen; throws what went wrong on the way. */
  readonly settled: () => Promise<StoredRun>;
  /** Fires when telling makes no sense any more: a newer processing has the run, or Redis refused. */
  readonly stopped: AbortSignal;
};

/** Writes a run's events one after the other, through redaction, and shows the run as it becomes. */
export function createRecorder(deps: RecordDeps, stored: StoredRun, attempt: string): Recorder {
  let state = stored;
  let told = 0;
  let waiting = 0;
  let hasStarted = false;
  const stop = new AbortController();
  const failures: unknown[] = [];

  const record = async (event: RunEvent, eventId: string): Promise<void> => {
    waiting -= 1;
    if (stop.signal.aborted) return;
    if (event.type === 'started') hasStarted = true;
    // Until it starts, this processing has nothing that a newer one could have taken from it.
    const fence = hasStarted ? { attempt } : {};
    const appended = await deps.runs.append({ runId: state.run.id, eventId, ...fence, event });
    if (appended.outcome === 'superseded' || appended.outcome === 'unknown_run')
      return stop.abort(appended.outcome);
    state = { run: applyRunEvent(state.run, state.run.id, event) ?? state.run, seq: appended.seq };
    // Whoever comes right behind shows this event as well.
    if (waiting === 0) await deps.screen.show(state.run, state.seq);
  };

  let tail = Promise.resolve();
  return {
    tell: (event) => {
      told += 1;
      waiting += 1;
      const clean = redactAll(event, deps.redact);
      const eventId = `${attempt}/${told}`;
      tail = tail
        .then(() => record(clean, eventId))
        .catch((error: unknown) => {
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
