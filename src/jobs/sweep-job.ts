import type { Clock } from '#base/clock.ts';
import type { Log } from './log.ts';
import { startWithinMs } from './payloads.ts';
import type { Queues } from './queues.ts';
import type { RunStore, StoredRun } from './run-store.ts';
import type { Screen } from './screen.ts';

export type SweepDeps = {
  readonly runs: RunStore;
  readonly screen: Screen;
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

/**
 * What was left behind by a process that died between two writes, or by a wake-up that never arrived, goes on: threads
 * with unsent messages are pumped, open runs without a job get one, or an end that is told.
 */
export function createSweepJob(deps: SweepDeps) {
  return async (): Promise<void> => {
    const [threads, runIds] = await Promise.all([deps.threadsWithWork(), deps.runs.open()]);
    await Promise.all(threads.map((thread) => deps.queues.pump(thread)));
    for (const runId of runIds) {
      const stored = await deps.runs.find(runId);
      // In-process diagnoses of the CLI have no job and look after themselves.
      if (stored === undefined || stored.run.trigger.by === 'cli') continue;
      if (deps.clock.now() - stored.run.askedAt < graceMs) continue;
      await sweepRun(deps, stored);
    }
  };
}

async function sweepRun(deps: SweepDeps, { run, seq }: StoredRun): Promise<void> {
  const state = await deps.queues.diagnoseState(run.id);
  if (state === 'alive') return;
  await deps.screen.show(run, seq);
  if (state === 'gone' && run.state === 'asked') {
    deps.log.info({ runId: run.id }, 'queued a run that had no job');
    const { id: runId, service, host } = run;
    const where = host === undefined ? { service } : { service, host };
    const notAfter = run.askedAt + startWithinMs;
    // Too late or not, the job decides and tells.
    return deps.queues.diagnose({ runId, ...where, catalogHash: deps.catalogHash(), notAfter });
  }
  deps.log.warn({ runId: run.id, state }, 'ended a run whose job is lost');
  const event = { type: 'failed', at: deps.clock.now(), message: interrupted } as const;
  const appended = await deps.runs.append({ runId: run.id, eventId: 'swept', event });
  const ended = await deps.runs.find(run.id);
  if (appended.outcome === 'added' && ended !== undefined) await deps.screen.show(ended.run, ended.seq);
}

const interrupted =
  'It was interrupted too often to finish: workers stopped or lost Redis while they looked. Check `/resus status`, then ask again.';
