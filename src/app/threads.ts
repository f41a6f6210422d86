import { createPlanThread, type PlanThread } from '#actions/plan-thread.ts';
import { systemClock } from '#base/clock.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { createRunThread, type RunThread } from '#diagnosis/run-thread.ts';
import { createOutageThread, type OutageThread } from '#outages/outage-thread.ts';
import type { RedisServices } from './redis-services.ts';

export type Threads = {
  readonly runs: RunThread;
  readonly plans: PlanThread;
  readonly outages: OutageThread;
};

type ThreadsDeps = Pick<RedisServices, 'put' | 'outbox' | 'linkRun' | 'runs' | 'plans' | 'outages'> & {
  readonly catalog: () => Catalog;
  readonly channelOf: (service: string) => Promise<string | undefined>;
};

/** The Slack threads of runs, plans and outages. Replies never go on their way before what they hang under. */
export function createThreads(deps: ThreadsDeps): Threads {
  const { runs, outages, outbox } = deps;
  const showParent = async (id: string): Promise<string | undefined> => {
    const isOnItsWay = await outbox.isKnown(`${id}.parent`);
    const outage = isOnItsWay ? await outages.find(id) : await outageThread.show(id);
    if (outage !== undefined) return outage.outage.channel;
    if (!isOnItsWay) await runThread.show(id);
    return (await runs.find(id))?.run.trigger.channel;
  };
  const outageThread = createOutageThread({ ...deps, clock: systemClock });
  const runThread = createRunThread({ ...deps, showParent });
  return { outages: outageThread, runs: runThread, plans: createPlanThread({ ...deps, showParent }) };
}
