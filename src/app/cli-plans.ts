import type { DecidePlan } from '#actions/plan-commands.ts';
import { createClients } from '#slack/client.ts';
import { AppError } from '#base/errors.ts';
import { createRedact } from '#redaction/redact.ts';
import type { PlanUseCases } from '#bot/use-cases.ts';
import type { PlanStore } from '#actions/plan-store.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { openCliRedis } from './cli-redis.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { loadRunbooksBeside } from './load-runbooks.ts';
import { createLog } from './log.ts';
import { openRedisServices } from './redis-services.ts';
import { createPlanUseCases } from './plans.ts';
import { readSlackSettings, type LocalSettings } from './settings.ts';

/** What one may say about a plan. */
export type Decision = DecidePlan['does'];

/** Plans as the command line has them: the same store, policy and words as Slack's, and no need of Slack. */
export type CliPlans = {
  readonly catalog: Catalog;
  readonly plans: PlanStore;
  readonly useCases: PlanUseCases;
  readonly close: () => Promise<void>;
};

export async function openCliPlans(settings: LocalSettings): Promise<CliPlans> {
  const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
  const redis = await openCliRedis(settings);
  const redact = createRedact(knownSecrets(process.env, catalog));
  const log = createLog(settings.logLevel, redact);
  const parts = openRedisServices(redis, () => catalog, log);
  const library = loadRunbooksBeside(settings.configFile);
  const slack = readSlackSettings(process.env);
  const client = slack === undefined ? {} : { client: createClients(slack, log).interactive };
  return {
    catalog,
    plans: parts.plans,
    useCases: createPlanUseCases({
      ...parts,
      ...client,
      catalog: () => catalog,
      redact,
      library: () => library,
      log,
    }),
    close: async () => {
      await parts.queues.close();
      redis.disconnect();
    },
  };
}

/** The plan of this id, or of the only one whose id begins so. Throws `expired` when there is none. */
export async function getPlan(plans: PlanStore, id: string) {
  const ids = (await plans.open()).filter((one) => one.startsWith(id));
  const stored = await plans.find(ids.length === 1 ? (ids[0] ?? id) : id);
  if (stored === undefined)
    throw new AppError('expired', `There is no plan ${id}. \`resus status\` lists those that are open.`);
  return stored;
}
