import { redactAll, type Redact } from '#redaction/redact.ts';
import { applyRunEvent, type RunEvent } from './events.ts';
import type { NewRunEvent, RunStore, StoredRun } from './run-store.ts';
import type { Screen } from '#jobs/screen.ts';

export type RecordDeps = { readonly runs: RunStore; readonly screen: Screen; readonly redact: Redact };

export type Recorder = {
  /** Keeps order, never throws, never waits: looking goes on while Redis writes. */
  readonly tell: (event: RunEvent) => void;
  /** When everything told is durable and on the screen; throws what went wrong on the way. */
  readonly settled: () => Promise<StoredRun>;
  /** Fires when telling makes no sense any more: a newer processing has the run, or Redis refused. */
  readonly stopped: AbortSignal;
};

/**
 * Writes a run's events in their order, through redaction, and shows the run as it becomes. What is told while Redis
 * writes goes out together afterwards: a look at fifty hosts tells more than a thousand things within a second.
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
    // That it began is shown by itself: from then on people wait for what was seen.
    const batch = waiting.splice(0, waiting[0]?.event.type === 'started' ? 1 : waiting.length);
    // All on one connection, which keeps their order; the fence is checked for each.
    const appended = await Promise.all(batch.map((one) => deps.runs.append(one)));
    for (const [index, one] of appended.entries()) {
      if (one.outcome === 'superseded' || one.outcome === 'unknown_run') return stop.abort(one.outcome);
      const event = batch[index]?.event;
      const run = event === undefined ? undefined : applyRunEvent(state.run, state.run.id, event);
      state = { run: run ?? state.run, seq: one.seq };
    }
    await deps.screen.show(state.run, state.seq);
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
