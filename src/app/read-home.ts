import type { UseCases } from '#bot/use-cases.ts';
import type { RunStore } from '#diagnosis/run-store.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { HomeState } from '#bot/cards/home-view.ts';
import type { LinkRun } from '#slack/link-run.ts';
import type { RedisServices } from './redis-services.ts';

export type ReadHomeDeps = Pick<RedisServices, 'runs' | 'linkRun' | 'plans'> &
  Pick<UseCases, 'latestRuns' | 'readStatus' | 'outages'>;

/** A home tab shows no more by name. */
const openRead = 20;

/** All at once: a frozen Redis makes each of them wait, and what cannot be read is left out. */
export function createReadHome(deps: ReadHomeDeps) {
  return async (): Promise<HomeState> => {
    const [latest, open, status, plans, frozen, outages] = await Promise.allSettled([
      deps.latestRuns(),
      readOpen(deps),
      deps.readStatus(),
      readPlans(deps),
      deps.plans.frozen(),
      deps.outages.list(),
    ]);
    const runs = { latest: valueOf(latest) ?? [], open: valueOf(open) ?? [] };
    const links = await linksTo(deps.linkRun, [...runs.latest, ...runs.open, ...(valueOf(plans) ?? [])]);
    const known = valueOf(status);
    const cold = valueOf(frozen);
    return {
      ...runs,
      links,
      plans: valueOf(plans) ?? [],
      outages: (valueOf(outages) ?? []).filter(({ outage }) => outage.state !== 'resolved'),
      ...(cold === undefined ? {} : { frozen: cold }),
      ...(known === undefined ? {} : { status: known }),
    };
  };
}

/** The last run of each service that has one: by service, so that a busy one does not hide the others. */
export function createLatestRuns(runs: Pick<RunStore, 'recent'>, catalog: () => Catalog) {
  return async (): Promise<Run[]> => {
    const names = Object.keys(catalog().services);
    return (await Promise.all(names.map((service) => runs.recent({ service, limit: 1 })))).flat();
  };
}

async function linksTo(
  linkRun: LinkRun,
  runs: readonly { readonly id: string }[],
): Promise<Record<string, string>> {
  const found = await Promise.all(
    runs.map(async ({ id }) => {
      const link = await linkRun(id);
      return link === undefined ? [] : [[id, link] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function readPlans({ plans }: ReadHomeDeps): Promise<PlanRun[]> {
  const ids = (await plans.open()).slice(-openRead).toReversed();
  const found = await Promise.all(ids.map((id) => plans.find(id)));
  return found.flatMap((one) => one?.run ?? []);
}

async function readOpen({ runs }: Pick<ReadHomeDeps, 'runs'>): Promise<Run[]> {
  const ids = (await runs.open()).slice(0, openRead);
  const found = await Promise.all(ids.map((id) => runs.find(id)));
  return found.flatMap((one) => (one === undefined ? [] : [one.run]));
}

function valueOf<T>(settled: PromiseSettledResult<T>): T | undefined {
  return settled.status === 'fulfilled' ? settled.value : undefined;
}
