import { AppError } from '#base/errors.ts';
import { createRedact } from '#redaction/redact.ts';
import type { Outage } from '#outages/events.ts';
import { openCliRedis } from './cli-redis.ts';
import { knownSecrets } from '#secrets/known-secrets.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { createLog } from './log.ts';
import { readOutageRecord, reportOf } from '#outages/outage-report.ts';
import { openOutages } from './outage-use-cases.ts';
import { openRedisServices } from './redis-services.ts';
import type { LocalSettings } from './settings.ts';

const overRead = 20;
const recentRead = 60;

/** Outages as the command line reads them: from Redis, and with no need of Slack. */
export async function openCliOutages(settings: LocalSettings) {
  const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
  const redis = await openCliRedis(settings);
  const log = createLog(settings.logLevel, createRedact(knownSecrets(process.env, catalog)));
  const parts = openRedisServices(redis, log);
  const { outages } = parts;
  return {
    /** Those that are not over, oldest first. */
    open: (): Promise<readonly Outage[]> => openOutages(outages),
    /** The last that are over, newest first. */
    over: async (): Promise<readonly Outage[]> => {
      const recent = (await outages.recent(recentRead)).map(({ outage }) => outage);
      return recent.filter(isOver).slice(0, overRead);
    },
    /** By its id, or the newest of a service. Throws `expired` when there is none. */
    report: async (name: string) => {
      const id = (await outages.newestOf(name)) ?? name;
      const stored = await outages.find(id);
      if (stored === undefined)
        throw new AppError('expired', `There is no outage ${name}. \`resus outages --all\` lists them.`);
      const now = Date.now();
      return reportOf(catalog, await readOutageRecord(parts, catalog, stored, now), now);
    },
    close: async (): Promise<void> => {
      await parts.queues.close();
      redis.disconnect();
    },
  };
}

function isOver({ resolved }: Outage): boolean {
  return resolved !== undefined;
}
