import type { Clock } from '#base/clock.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Log } from '#base/log.ts';
import { startWithinMs } from '#base/job-outcome.ts';
import type { Queues } from './queues.ts';
import type { RunStore, StoredRun } from '#diagnosis/run-store.ts';

export type SweepDeps = {
  readonly runs: RunStore;
  readonly queues: Pick<Queues, 'diagnose' | 'diagnoseState' | 'pump'>;
  readonly threadsWithWork: () => Promise<readonly string[]>;
  readonly catalogHash: () => string;
  readonly clock: Clock;
  readonly log: Log;
};

/** Often enough that nobody gives up on a thread, seldom enough to cost nothing. */
export const sweepEveryMs = 5000;
/** Younger than this, the one who asked may still be writing. */
const graceMs = 3000;
/** No diagnosis in the foreground takes this long. */
const ownProcessMs = 15 * 60_000;

/**
 * What was left behind by a process that died between two writes, or by a wake-up that never arrived, goes on: threads
 * with unsent messages are pumped, open runs without a job get one, or an end that is told.
 */
export function createSweepJob(deps: SweepDeps) {
  return async (): Promise<void> => {
    const [threads, runIds] = await Promise.all([deps.threadsWithWork(), deps.runs.open()]);
    await Promise.all(threads.map((thread) => deps.queues.pump(thread)));
    for (const runId of runIds) await sweepRun(deps, runId);
  };
}

async function sweepRun(deps: SweepDeps, runId: string): Promise<void> {
  const stored = await deps.runs.find(runId);
  const ageMs = deps.clock.now() - (stored?.run.askedAt ?? 0);
  if (ageMs < graceMs) return;
  // The CLI diagnoses in its own process, without a job: only its end can be missing.
  const isOwn = stored?.run.trigger.by === 'cli';
  if (isOwn && ageMs < ownProcessMs) return;
  const state = isOwn || stored === undefined ? 'ended' : await deps.queues.diagnoseState(runId);
  if (state === 'alive') return;
  if (state === 'gone' && stored?.run.state === 'asked') return queueAgain(deps, stored);
  // It may have ended since it was read; then this changes nothing that anyone sees.
  const event = { type: 'failed', at: deps.clock.now(), message: interrupted } as const;
  const appended = await deps.runs.append({ runId, eventId: 'swept', event });
  if (appended.outcome === 'added') deps.log.warn({ runId, state }, 'ended a run that nobody works on');
}

async function queueAgain(deps: SweepDeps, { run }: StoredRun): Promise<void> {
  deps.log.info({ runId: run.id }, 'queued a run that had no job');
  const where = run.host === undefined ? {} : { host: run.host };
  const notAfter = run.askedAt + startWithinMs;
  // Too late or not, the job decides and tells.
  await deps.queues.diagnose({
    runId: run.id,
    service: run.service,
    ...where,
    catalogHash: deps.catalogHash(),
    notAfter,
  });
}

const interrupted: Phrase = {
  en: 'It was interrupted too often to finish: workers stopped or lost Redis while they looked. Check `/resus status`, then ask again.',
  fr: 'Il a été interrompu trop souvent pour finir : des ouvriers se sont arrêtés ou ont perdu Redis en plein examen. Vérifiez `/resus status`, puis redemandez.',
};
