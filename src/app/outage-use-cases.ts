import { systemClock } from '#base/clock.ts';
import { createChangeOutage } from '#outages/change-outage.ts';
import { createOpenOutage } from '#outages/open-outage.ts';
import type { StoredOutage } from '#outages/outage-store.ts';
import type { Outage } from '#outages/events.ts';
import type { ListedOutage, OutageName, OutageUseCases, Report } from '#outages/outage-commands.ts';
import type { ProcessContext } from './process-context.ts';
import { createReadPeople, fileOf, readOutageRecord, reportOf } from '#outages/outage-report.ts';
import type { OutageParts } from './outages.ts';
import type { RedisServices } from './redis-services.ts';

/** The number of ended outages that are listed. */
const overListed = 8;
const recentRead = 40;

/** The use cases of outages, the same behind Slack and the command line. */
export function createOutageUseCases(
  core: ProcessContext,
  parts: RedisServices,
  { threads, channelSoon }: Pick<OutageParts, 'threads' | 'channelSoon'>,
): OutageUseCases {
  const { outages, linkRun } = parts;
  const { redact, catalog } = core;
  const readPeople = createReadPeople(core.clients.interactive);
  const both = {
    outages,
    catalog: catalog.current,
    channelOf: channelSoon,
    redact,
    clock: systemClock,
  };
  const find = async (name: OutageName): Promise<StoredOutage | undefined> => {
    if ('threadTs' in name) return byThread(parts, name);
    const id = (await outages.newestOf(name.word)) ?? name.word;
    return outages.find(id);
  };
  return {
    open: createOpenOutage(both),
    change: createChangeOutage(both),
    find: async (name) => (await find(name))?.outage,
    list: async () => {
      const open = await openOutages(outages);
      const over = (await outages.recent(recentRead))
        .map(({ outage }) => outage)
        .filter(({ resolved }) => resolved !== undefined)
        .toSorted((a, b) => (b.resolved?.at ?? 0) - (a.resolved?.at ?? 0))
        .slice(0, overListed);
      return Promise.all(
        [...open, ...over].map(async (outage): Promise<ListedOutage> => {
          const link = await linkRun(outage.id);
          return { outage, ...(link === undefined ? {} : { link }) };
        }),
      );
    },
    report: async (outageId): Promise<Report | undefined> => {
      const stored = await outages.find(outageId);
      if (stored === undefined) return undefined;
      const now = systemClock.now();
      const record = await readOutageRecord(parts, catalog.current(), stored, now);
      const report = reportOf(catalog.current(), record, now, await readPeople(record));
      const file = fileOf(catalog.current(), stored.outage.service, report);
      await threads.outages.addFile(stored.outage, `report.${stored.seq}`, file);
      return report;
    },
  };
}

/** Those that are not over, oldest first. */
export async function openOutages(outages: RedisServices['outages']): Promise<Outage[]> {
  const found = await Promise.all((await outages.open()).map((id) => outages.find(id)));
  return found.flatMap((one) => (one === undefined || one.outage.resolved !== undefined ? [] : [one.outage]));
}

async function byThread(
  { outages, outbox }: RedisServices,
  { channel, threadTs }: Extract<OutageName, { threadTs: string }>,
): Promise<StoredOutage | undefined> {
  for (const one of await outages.recent(recentRead)) {
    if (one.outage.channel !== channel) continue;
    const at = await outbox.find(`${one.outage.id}.parent`);
    if (at?.ts === threadTs) return one;
  }
  return undefined;
}
