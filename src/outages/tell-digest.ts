import { systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { ChannelIds } from '#slack/channel-ids.ts';
import { digestOf, type Digest } from './report/digest.ts';
import { digestCard } from './cards/digest-card.ts';
import { threadOf } from '#slack/message.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Posting } from '#slack/posting.ts';
import type { OutageStore } from './outage-store.ts';
import type { RecordParts } from './outage-report.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Monday at eight, UTC: read with the first coffee, and still that day when nobody ran at eight. */
const toldFromMs = 8 * 3_600_000;
/** 1970 began on a Thursday. */
const firstMondayMs = 4 * dayMs;

const outagesRead = 1000;
/** For what people said of verdicts; each brings all that was seen. */
const runsRead = 200;

/** The week that ended last Monday, 00:00 UTC; undefined when it is not the hour to tell it. */
export function weekToTell(now: number): { readonly from: number; readonly to: number } | undefined {
  const sinceMonday = (now - firstMondayMs) % weekMs;
  if (sinceMonday < toldFromMs || sinceMonday >= dayMs) return undefined;
  const to = now - sinceMonday;
  return { from: to - weekMs, to };
}

type DigestParts = Pick<RecordParts, 'samples'> & {
  readonly outages: Pick<OutageStore, 'recent'>;
  readonly plans: { readonly recent: (wanted: { readonly limit: number }) => Promise<readonly PlanRun[]> };
  readonly runs: { readonly recent: (wanted: { readonly limit: number }) => Promise<readonly Run[]> };
};

async function readDigest(
  { outages, plans, runs, samples }: DigestParts,
  catalog: Catalog,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Digest> {
  const monitors = monitorsOf(catalog);
  const [stored, allPlans, allRuns, services] = await Promise.all([
    outages.recent(outagesRead),
    plans.recent({ limit: outagesRead }),
    runs.recent({ limit: runsRead }),
    Promise.all(
      Object.keys(catalog.services).map(async (service) => {
        const own = monitors.filter((monitor) => monitor.service === service);
        const seen = own.map(async ({ id }) => ({
          monitor: id,
          spans: await samples.spans(id, 'hour', from, to),
        }));
        return { service, monitors: await Promise.all(seen) };
      }),
    ),
  ]);
  return digestOf({ outages: stored, plans: allPlans, runs: allRuns, services, from, to });
}

/** Tells the week once, by whichever process comes first. */
export function createTellDigest(
  core: { readonly catalog: { readonly current: () => Catalog } },
  parts: DigestParts & Posting,
  channelIds: ChannelIds,
) {
  return async (): Promise<void> => {
    const catalog = core.catalog.current();
    const { slack, outages } = catalog;
    const named = outages.digest ?? slack.channel;
    const week = weekToTell(systemClock.now());
    if (week === undefined || named === undefined || named === false) return;
    const channel = await channelIds.find(named);
    if (channel === undefined) return;
    const id = idOf('digest', String(week.to));
    if ((await parts.outbox.find(id)) !== undefined) return;
    const digest = await readDigest(parts, catalog, week);
    const place = { channel };
    const body = digestCard(digest, slack.locale);
    const threads = await parts.outbox.put([{ id, thread: threadOf(id, place), place, version: 1, body }]);
    await Promise.all(threads.map((thread) => parts.queues.pump(thread)));
  };
}
