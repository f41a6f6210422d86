import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Alarm, Outage, OutageEvent } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { OutageStore } from './outage-store.ts';

export type CloseOrphanedOutageDeps = {
  readonly outages: OutageStore;
  readonly catalog: () => Catalog;
  /** False once the catalog has no such monitor any more: what it saw last is no news of the service. */
  readonly hasMonitor: (monitorId: string) => Promise<boolean>;
  readonly clock: Clock;
};

/** Processes read an edited catalog one after the other: a service that is new to one of them is not one taken out. */
const readByAllMs = 10 * 60_000;

/**
 * What was taken out of the catalog in the middle of an outage will never say that it is up: it would be open for ever,
 * and swallow the next failure. True when that changed something.
 */
export async function closeOrphanedOutage(deps: CloseOrphanedOutageDeps, outage: Outage): Promise<boolean> {
  const { outages, clock } = deps;
  const lost = await findLost(deps, outage);
  if (lost === undefined || lost.alarms.length === 0) return false;
  const fingerprints = lost.alarms.map(({ fingerprint }) => fingerprint);
  const event: OutageEvent = { type: 'lapsed', at: clock.now(), fingerprints, says: lost.says };
  // The same alarm may come back and be lost once more.
  const eventId = idOf('lapsed', String(outage.seen), ...fingerprints);
  const changed = await appendOutageEvent(outages, outage.id, (stored) =>
    stored.outage.seen === outage.seen ? { eventId, event } : undefined,
  );
  return changed?.isNew === true;
}

type Lost = { readonly alarms: readonly Alarm[]; readonly says: Phrase };

async function findLost(
  { catalog, hasMonitor, clock }: CloseOrphanedOutageDeps,
  outage: Outage,
): Promise<Lost | undefined> {
  const { alarms, service, pictureAt } = outage;
  if (!Object.hasOwn(catalog().services, service))
    return clock.now() < pictureAt + readByAllMs
      ? undefined
      : { alarms, says: { ...serviceGone, with: { service } } };
  const looked = alarms.filter(({ source }) => source === 'monitor' || source === 'heartbeat');
  const stands = await Promise.all(looked.map(async (alarm) => hasMonitor(monitorOf(alarm))));
  const lost = looked.filter((_alarm, i) => stands[i] === false);
  const monitors = lost.map(monitorOf).join(', ');
  return { alarms: lost, says: { ...monitorGone, with: { monitors } } };
}

function monitorOf({ fingerprint }: Alarm): string {
  return fingerprint.replace(/^monitor\//, '');
}

const monitorGone: Phrase = {
  en: 'Taken out of the catalog: {monitors}. What it saw last no longer counts.',
  fr: 'Retiré du catalogue : {monitors}. Ce qu’il a vu en dernier ne compte plus.',
};
const serviceGone: Phrase = {
  en: '{service} was taken out of the catalog: nobody looks at it any more.',
  fr: '{service} a été retiré du catalogue : plus personne ne l’observe.',
};
