import type { Log } from '#base/log.ts';
import type { Earlier } from './events.ts';
import type { RunStore } from './run-store.ts';

export type FindEarlierDeps = {
  readonly runs: Pick<RunStore, 'recent'>;
  readonly linkRun: (runId: string) => Promise<string | undefined>;
  readonly log: Log;
};

/** Longer ago it is another story. */
const recentMs = 10 * 60_000;
/** One may be running, or have failed, since the last verdict. */
const runsRead = 2;
/** A nicety: the diagnosis must not wait for it. */
const patienceMs = 300;

/** The verdict on the same service a few minutes ago, so that "is it still the same?" needs no scrolling. */
export async function findEarlier(
  deps: FindEarlierDeps,
  service: string,
  runId: string,
  now: number,
): Promise<{ earlier?: Earlier }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    const earlier = await Promise.race([look(deps, service, runId, now), late]);
    return earlier === undefined ? {} : { earlier };
  } catch (error) {
    deps.log.info({ err: error, service }, 'cannot look for an earlier verdict');
    return {};
  } finally {
    clearTimeout(timer);
  }
}

async function look(
  { runs, linkRun }: FindEarlierDeps,
  service: string,
  runId: string,
  now: number,
): Promise<Earlier | undefined> {
  const latest = await runs.recent({ service, limit: runsRead });
  // The same ask may come twice, and then finds itself.
  const run = latest.find(({ id, verdict }) => id !== runId && verdict?.provisional === false);
  if (run?.verdict === undefined || run.askedAt < now - recentMs) return undefined;
  const link = await linkRun(run.id);
  const { id: verdictId, headline } = run.verdict;
  const said = { runId: run.id, at: run.askedAt, verdictId, headline };
  return link === undefined ? said : { ...said, link };
}
