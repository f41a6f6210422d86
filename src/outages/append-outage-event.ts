import { applyOutageEvent } from './outage-history.ts';
import type { Outage } from './events.ts';
import { AppError } from '#base/errors.ts';
import type { NamedEvent, OutageStore, StoredOutage } from './outage-store.ts';

/** So often may somebody else be first. */
const tries = 30;

/** Decided on an outage as it stands at that moment: undefined for nothing to change. */
export type DecideOnOutage = (stored: StoredOutage) => NamedEvent | undefined;

/** Adds an event that fits the state it was decided on. Answers the outage as it is then; undefined when it is not stored. */
export async function appendOutageEvent(
  outages: Pick<OutageStore, 'find' | 'append'>,
  outageId: string,
  decide: DecideOnOutage,
): Promise<{ readonly outage: Outage; readonly isNew: boolean } | undefined> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const stored = await outages.find(outageId);
    if (stored === undefined) return undefined;
    const change = decide(stored);
    if (change === undefined) return { outage: stored.outage, isNew: false };
    const appended = await outages.append({
      outageId,
      service: stored.outage.service,
      ifSeq: stored.seq,
      at: change.event.at,
      events: [change],
    });
    if (appended === 'moved') continue;
    const outage = applyOutageEvent(stored.outage, outageId, change.event) ?? stored.outage;
    return appended === 'added' ? { outage, isNew: true } : { outage: stored.outage, isNew: false };
  }
  throw new AppError('internal', 'An outage changed too often at once; nothing was added to it. Try again.', {
    retryable: true,
  });
}
