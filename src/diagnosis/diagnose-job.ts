import type { Clock } from '#base/clock.ts';
import { AppError, safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Diagnose } from './diagnose.ts';
import type { Log } from '#base/log.ts';
import { declineForMs, expired, type JobOutcome, otherCatalog } from '#base/job-outcome.ts';
import type { DiagnosePayload } from './payloads.ts';
import { createRecorder } from './record-run.ts';
import type { RunStore } from './run-store.ts';

export type DiagnoseJobDeps = {
  readonly runs: RunStore;
  readonly diagnose: Diagnose;
  readonly catalogHash: () => string;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly log: Log;
};

/** No diagnosis needs this long; one that does is stuck, and someone is waiting for a word. */
const stuckAfterMs = 5 * 60_000;

/**
 * One processing of a diagnosis. A run that an earlier worker began is looked at again from the beginning: looking
 * changes nothing, and what was seen is stale. Throws only what may be tried again.
 */
export function createDiagnoseJob(deps: DiagnoseJobDeps) {
  return async (payload: DiagnosePayload, attempt: string, signal: AbortSignal): Promise<JobOutcome> => {
    const stored = await deps.runs.find(payload.runId);
    if (stored === undefined)
      throw new AppError('internal', 'The run is not stored yet.', { retryable: true });
    const recorder = createRecorder(deps, stored, attempt);
    const fail = async (message: Phrase): Promise<JobOutcome> => {
      recorder.tell({ type: 'failed', at: deps.clock.now(), message });
      await recorder.settled();
      return { end: 'done' };
    };
    if (hasEnded(stored.run)) return { end: 'done' };
    const isPastStart = deps.clock.now() > payload.notAfter;
    if (payload.catalogHash !== deps.catalogHash()) {
      if (!isPastStart) return { end: 'later', inMs: declineForMs };
      deps.log.warn({ runId: payload.runId }, 'declined a diagnosis that was asked with another catalog');
      return fail(otherCatalog);
    }
    if (isPastStart && stored.run.state === 'asked') return fail(expired);

    const stuck = AbortSignal.timeout(stuckAfterMs);
    try {
      const anyStop = AbortSignal.any([signal, stuck, recorder.stopped]);
      await deps.diagnose({ ...requestOf(payload), attempt }, recorder.tell, anyStop);
    } catch (error) {
      if (!signal.aborted && !recorder.stopped.aborted && !stuck.aborted) {
        deps.log.error({ err: error, runId: payload.runId }, 'a diagnosis failed');
        return fail(safePhrase(error));
      }
    }
    if (signal.aborted) throw new AppError('internal', 'The diagnosis was interrupted.', { retryable: true });
    const { run } = await recorder.settled();
    if (recorder.stopped.aborted || hasEnded(run)) return { end: 'done' };
    return fail(stuck.aborted ? tookTooLong : endedWithoutVerdict);
  };
}

function hasEnded(run: { state: string; verdict?: { provisional: boolean } }): boolean {
  return run.state === 'failed' || (run.state === 'concluded' && run.verdict?.provisional === false);
}

function requestOf({ runId, service, host }: DiagnosePayload) {
  return { runId, service, ...(host === undefined ? {} : { host }) };
}

const tookTooLong: Phrase = {
  en: 'It was stopped: it had not ended after 5 minutes. The log of the worker says where it hung; ask again.',
  fr: 'Il a été arrêté : il n’était pas terminé après 5 minutes. Le journal de l’ouvrier dit où il a bloqué ; redemandez.',
};
const endedWithoutVerdict: Phrase = {
  en: 'It ended without a verdict, which is a defect of Resus. Its log has the details; ask again.',
  fr: 'Il s’est terminé sans verdict, ce qui est un défaut de Resus. Son journal a les détails ; redemandez.',
};
