import type { UseCases } from '#bot/use-cases.ts';
import type { RunStore } from '#jobs/run-store.ts';
import type { Run } from '#runbooks/run.ts';
import type { Catalog } from '#services/catalog.ts';
import type { HomeState } from '#slack/cards/home-view.ts';
import type { OwnTeam } from '#slack/own-team.ts';
import { permalink } from '#slack/permalink.ts';
import type { Parts } from './parts.ts';

export type ReadHomeDeps = Pick<Parts, 'runs' | 'outbox'> &
  Pick<UseCases, 'latestRuns' | 'readStatus'> & { readonly ownTeam: () => Promise<OwnTeam> };

/** A home tab shows no more by name. */
const openRead = 20;

/** All at once: a frozen Redis makes each of them wait, and what cannot be read is left out. */
export function createReadHome(deps: ReadHomeDeps) {
  return async (): Promise<HomeState> => {
    const [latest, open, status] = await Promise.allSettled([
      deps.latestRuns(),
      readOpen(deps),
      deps.readStatus(),
    ]);
    const runs = { latest: valueOf(latest) ?? [], open: valueOf(open) ?? [] };
    const links = await linksTo(deps, [...runs.latest, ...runs.open]).catch(() => ({}));
    const known = valueOf(status);
    return { ...runs, links, ...(known === undefined ? {} : { status: known }) };
  };
}

/** The last run of each service that has one: by service, so that a busy one does not hide the others. */
export function createLatestRuns(runs: Pick<RunStore, 'recent'>, catalog: () => Catalog) {
  return async (): Promise<Run[]> => {
    const names = Object.keys(catalog().services);
    return (await Promise.all(names.map((service) => runs.recent({ service, limit: 1 })))).flat();
  };
}

/** Only of runs whose parent message stands in Slack by now. */
async function linksTo(
  { outbox, ownTeam }: Pick<ReadHomeDeps, 'outbox' | 'ownTeam'>,
  runs: readonly Run[],
): Promise<Record<string, string>> {
  const { url } = await ownTeam();
  const found = await Promise.all(
    runs.map(async ({ id }) => {
      const at = await outbox.find(`${id}.parent`);
      return at === undefined ? [] : [[id, permalink(url, at)] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function readOpen({ runs }: Pick<ReadHomeDeps, 'runs'>): Promise<Run[]> {
  const ids = (await runs.open()).slice(0, openRead);
  const found = await Promise.all(ids.map((id) => runs.find(id)));
  return found.flatMap((one) => (one === undefined ? [] : [one.run]));
}

function valueOf<T>(settled: PromiseSettledResult<T>): T | undefined {
  return settled.status === 'fulfilled' ? settled.value : undefined;
}
