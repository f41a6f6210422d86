import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { OpenedOutage, OpenOutage } from './outage-commands.ts';
import type { Outage, OutageEvent } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { findService } from '#catalog/find-service.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { OutageStore } from './outage-store.ts';

export type OpenOutageDeps = {
  readonly outages: Pick<OutageStore, 'append' | 'find' | 'newestOf'>;
  readonly catalog: () => Catalog;
  readonly channelOf: (service: string) => Promise<string | undefined>;
  readonly redact: Redact;
  readonly clock: Clock;
};

/** A person says that a service is down. One that is open already is theirs too: a service has one outage at a time. */
export function createOpenOutage(deps: OpenOutageDeps) {
  return async (command: OpenOutage): Promise<OpenedOutage> => {
    const { outages, clock } = deps;
    const found = findService(deps.catalog(), command.service);
    if (!('service' in found)) return { outcome: 'closest', asked: command.service, names: found.closest };
    const service = found.service.name;
    const newestId = await outages.newestOf(service);
    const newest = newestId === undefined ? undefined : await outages.find(newestId);
    if (newest !== undefined && newest.outage.resolved === undefined)
      return join(deps, newest.outage, command);
    const channel = (await deps.channelOf(service)) ?? command.channel;
    const at = clock.now();
    const event: OutageEvent = {
      type: 'opened',
      at,
      service,
      severity: 'critical',
      by: command.by,
      says: saysOf(deps.redact(command.says.trim())),
      ...(channel === undefined ? {} : { channel }),
    };
    const outageId = idOf('outage', service, command.triggerId);
    const appended = await outages.append({
      outageId,
      service,
      ifSeq: 0,
      ifNewest: newestId ?? '',
      at,
      events: [{ eventId: 'opened', event }],
    });
    // Somebody, or a monitor, was faster by a moment: theirs is the outage.
    const id = appended === 'moved' ? await outages.newestOf(service) : outageId;
    const opened = id === undefined ? undefined : await outages.find(id);
    if (opened === undefined) return { outcome: 'refused', message: notOpened };
    if (appended === 'moved') return join(deps, opened.outage, command);
    return { outcome: 'opened', outage: opened.outage };
  };
}

/** What this person sees belongs to the story of the outage that is open already. */
async function join(deps: OpenOutageDeps, outage: Outage, command: OpenOutage): Promise<OpenedOutage> {
  const text = deps.redact(command.says.trim());
  if (text === '') return { outcome: 'joined', outage };
  const event: OutageEvent = { type: 'noted', at: deps.clock.now(), by: command.by, says: saysOf(text) };
  const eventId = `noted/${command.triggerId}`;
  await appendOutageEvent(deps.outages, outage.id, () => ({ eventId, event }));
  return { outcome: 'joined', outage };
}

function saysOf(text: string): Phrase {
  if (text === '') return { en: 'Somebody sees it down.', fr: 'Quelqu’un le voit en panne.' };
  return { en: '“{text}”', fr: '« {text} »', with: { text } };
}

const notOpened: Phrase = {
  en: 'The outage could not be opened: its service changed at the same moment. Try again.',
  fr: 'La panne n’a pas pu être ouverte : son service a changé au même moment. Réessayez.',
};
