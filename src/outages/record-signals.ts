import type { Clock } from '#base/clock.ts';
import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import { someAtATime } from '#base/one-at-a-time.ts';
import { type Place, placeOf } from './signal-disposition.ts';
import { maintenanceUntil } from './maintenance-window.ts';
import { rulesOf } from './rules.ts';
import type { Outage, Signal, RecordSignals } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { OutageStore } from './outage-store.ts';

export type RecordSignalsDeps = {
  readonly outages: OutageStore;
  readonly catalog: () => Catalog;
  /** The id of the channel where a service's outages stand, when it is known at once. Nothing waits for Slack here. */
  readonly channelOf: (service: string) => Promise<string | undefined>;
  readonly clock: Clock;
};

const tries = 30;

/** In a storm; those of one service wait for each other. */
const servicesAtOnce = 25;

/**
 * Takes what monitors and alerts saw, in its order: it opens an outage, joins the open one, or waits for the end of a
 * quiet time. Durable when it resolves; what follows from it follows the log.
 */
export function createRecordSignals(deps: RecordSignalsDeps): RecordSignals {
  return async (signals) => {
    const byService = Map.groupBy(signals, ({ service }) => service);
    await someAtATime([...byService.values()], servicesAtOnce, async (own) => {
      for (const signal of own) if ((await take(deps, signal)) === 'hold') await deps.outages.hold(signal);
    });
  };
}

/** Records held signals once they can be shown. */
export function createRecordHeldSignals(deps: RecordSignalsDeps) {
  return async (): Promise<void> => {
    for (const signal of await deps.outages.held()) {
      if ((await take(deps, { ...signal, at: deps.clock.now() })) === 'hold') continue;
      await deps.outages.letGo(signal.fingerprint, signal.id);
    }
  };
}

/** Silenced by a person, or under maintenance by the catalog. */
export async function isInMaintenance(
  { catalog, outages, clock }: Pick<RecordSignalsDeps, 'catalog' | 'outages' | 'clock'>,
  service: string,
): Promise<boolean> {
  const now = clock.now();
  if (maintenanceUntil(catalog(), service, now) !== undefined) return true;
  const silence = await outages.silenceOf(service);
  return silence !== undefined && silence.until > now;
}

async function findPlace(deps: RecordSignalsDeps, signal: Signal) {
  const { outages, catalog } = deps;
  const { service } = signal;
  const { reopenWithinMs } = rulesOf(catalog(), service);
  const newestId = await outages.newestOf(service);
  const newest = newestId === undefined ? undefined : await outages.find(newestId);
  const place = placeOf(signal, newest?.outage, reopenWithinMs, await isInMaintenance(deps, service));
  return { place, newestId, newest };
}

/** It is up, and too long to go on: the sweeper wraps it up. */
async function end({ outages }: RecordSignalsDeps, { id }: Outage, at: number): Promise<void> {
  await appendOutageEvent(outages, id, ({ outage }) =>
    outage.state === 'recovered'
      ? { eventId: `resolved/${outage.downs.length}`, event: { type: 'resolved', at } }
      : undefined,
  );
}

/** What became of it. `hold` is up to the caller. */
async function take(deps: RecordSignalsDeps, signal: Signal): Promise<Place> {
  const { outages } = deps;
  const { service, fingerprint } = signal;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { place, newestId, newest } = await findPlace(deps, signal);
    if (signal.state === 'up') await outages.letGo(fingerprint);
    if (place === 'drop' || place === 'hold') return place;
    const seen = { eventId: signal.id, event: { type: 'seen', at: signal.at, signal } } as const;
    const common = { service, sightingId: signal.id, at: signal.at, ifNewest: newestId ?? '' };
    if (place === 'join' && newest !== undefined) {
      const { id } = newest.outage;
      const joined = await outages.append({ ...common, outageId: id, ifSeq: newest.seq, events: [seen] });
      if (joined !== 'moved') return place;
      continue;
    }
    if (newest?.outage.resolved === undefined && newest !== undefined)
      await end(deps, newest.outage, signal.at);
    const outageId = idOf('outage', service, signal.id);
    const channel = await deps.channelOf(service);
    const { severity = 'critical', says, at } = signal;
    const where = channel === undefined ? {} : { channel };
    const opened = { type: 'opened', at, service, severity, says, ...where } as const;
    const answer = await outages.append({
      ...common,
      outageId,
      ifSeq: 0,
      events: [{ eventId: 'opened', event: opened }, seen],
    });
    if (answer !== 'moved') return place;
  }
  throw new AppError('internal', 'A signal could not be kept: its outage changes too often at once.', {
    retryable: true,
  });
}
