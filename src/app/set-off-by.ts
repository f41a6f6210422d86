import type { AskPlan } from '#actions/plan-commands.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Run } from '#diagnosis/events.ts';
import { peopleBehind, type TokenHolders } from '#outages/events.ts';
import type { RedisServices } from './redis-services.ts';

/** Everybody who set off what a plan is for, besides its requester: through its diagnosis and through its outage. */
export function createSetOffBy(
  { runs, outages }: Pick<RedisServices, 'runs' | 'outages'>,
  catalog: () => Catalog,
) {
  return async ({ runId, outageId }: AskPlan): Promise<readonly string[]> => {
    const [run, outage] = await Promise.all([
      runId === undefined ? undefined : runs.find(runId),
      outageId === undefined ? undefined : outages.find(outageId),
    ]);
    return [
      ...new Set([
        ...(run === undefined ? [] : askerOf(run.run)),
        ...(outage === undefined ? [] : peopleBehind(outage.events, holdersIn(catalog()))),
      ]),
    ];
  };
}

/** A person who asked; what a monitor or an alert set off was set off by nobody. */
function askerOf({ trigger }: Run): string[] {
  return trigger.by === 'slack' || trigger.by === 'cli' ? [trigger.actor] : [];
}

function holdersIn({ alerts }: Catalog): TokenHolders {
  return Object.fromEntries(
    Object.entries(alerts).map(([source, config]) => [source, config?.held_by ?? []]),
  );
}
