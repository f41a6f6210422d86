import type { SignedAnswer } from '#actions/carry-out-signed.ts';
import type { SignedCommand } from '#actions/signed-command.ts';
import { openSignedCommands } from '#jobs/signed-commands.ts';
import type { DecidePlan } from '#actions/plan-commands.ts';
import { AppError } from '#base/errors.ts';
import { createRedact } from '#redaction/redact.ts';
import type { PlanStore } from '#actions/plan-store.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { findRedisUrl, openCliRedis } from './cli-redis.ts';
import { workerConnection } from '#redis/redis.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { createLog } from './log.ts';
import { openRedisServices } from './redis-services.ts';
import type { LocalSettings } from './settings.ts';

/** A worker answers at once; whoever waits longer has none. */
const answerWithinMs = 20_000;

/** A decision on a plan. */
export type Decision = DecidePlan['does'];

/** Plans as the command line has them: the same store, policy and words as Slack's, and no need of Slack. */
export type CliPlans = {
  readonly catalog: Catalog;
  readonly plans: PlanStore;
  /** Has a worker carry out a signed command. */
  readonly send: (command: SignedCommand) => Promise<SignedAnswer>;
  readonly close: () => Promise<void>;
};

export async function openCliPlans(settings: LocalSettings): Promise<CliPlans> {
  const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
  const redis = await openCliRedis(settings);
  const redact = createRedact(knownSecrets(process.env, catalog));
  const log = createLog(settings.logLevel, redact);
  const parts = openRedisServices(redis, log);
  const waiting = workerConnection(findRedisUrl(settings) ?? '', () => {});
  const signed = openSignedCommands(waiting, log);
  return {
    catalog,
    plans: parts.plans,
    send: (command) => signed.send(command, answerWithinMs),
    close: async () => {
      await Promise.all([parts.queues.close(), signed.close()]);
      waiting.disconnect();
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
