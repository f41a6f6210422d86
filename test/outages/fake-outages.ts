import { AppError } from '#base/errors.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import { applyOutageEvent, outageOf } from '#outages/outage-history.ts';
import type { ChangeOutage, ListedOutage, OpenOutage, OutageUseCases } from '#outages/outage-commands.ts';
import type { Outage, OutageEvent } from '#outages/events.ts';
import { findService } from '#catalog/find-service.ts';
import { sampleCatalog } from '../sample-catalog.ts';

/** Outages in memory, strict where the real ones are: ids must exist, people must be ids, a click counts once. */
export function createFakeOutages(clock: { now(): number } = { now: () => Date.now() }) {
  const stored = new Map<string, Outage>();
  const clicks = new Map<string, ChangeOutage['does']['kind']>();
  const threads = new Map<string, string>();
  const reports: string[] = [];
  let isDown = false;

  const check = (): void => {
    if (isDown) throw new AppError('redis_down', away);
  };
  const byAge = (): Outage[] => [...stored.values()].toSorted((a, b) => a.openedAt - b.openedAt);
  const put = (id: string, event: OutageEvent): Outage => {
    const after = applyOutageEvent(stored.get(id), id, event);
    if (after === undefined) throw new Error(`There is no outage ${id}.`);
    stored.set(id, after);
    return after;
  };
  const useCases: OutageUseCases = {
    open: async ({ service, by, channel, says, triggerId }: OpenOutage) => {
      check();
      mustBePerson(by);
      const found = findService(sampleCatalog(), service);
      if (!('service' in found)) return { outcome: 'closest', asked: service, names: found.closest };
      const { name } = found.service;
      const open = byAge().find((one) => one.service === name && one.state !== 'resolved');
      if (open !== undefined) return { outcome: 'joined', outage: open };
      const at = clock.now();
      const seen = says === '' ? { en: 'seen', fr: 'vu' } : { en: '{says}', fr: '{says}', with: { says } };
      const place = channel === undefined ? {} : { channel };
      const opened = {
        type: 'opened',
        at,
        service: name,
        severity: 'critical',
        by,
        says: seen,
        ...place,
      } as const;
      return { outcome: 'opened', outage: put(idOf('out', name, triggerId), opened) };
    },
    change: async ({ outageId, by, clickId, does }) => {
      check();
      mustBePerson(by);
      const before = stored.get(outageId);
      if (before === undefined) return { outcome: 'refused', message: gone };
      if (before.state === 'resolved') return { outcome: 'refused', message: over };
      if (!clicks.has(clickId)) put(outageId, eventOf(does, by, clock.now()));
      clicks.set(clickId, does.kind);
      const says: Phrase = {
        en: 'Done: {kind} {service}.',
        fr: 'Fait : {kind} {service}.',
        with: { kind: does.kind, service: before.service },
      };
      return { outcome: 'changed', outage: stored.get(outageId) ?? before, says };
    },
    list: async () => {
      check();
      const all = byAge();
      return [
        ...all.filter(({ state }) => state !== 'resolved'),
        ...all.filter(({ state }) => state === 'resolved').toReversed(),
      ].map((outage): ListedOutage => ({ outage, link: `https://example.test/${outage.id}` }));
    },
    find: async (name) => {
      check();
      if ('word' in name)
        return stored.get(name.word) ?? byAge().findLast(({ service }) => service === name.word);
      return stored.get(threads.get(`${name.channel}/${name.threadTs}`) ?? '');
    },
    report: async (outageId) => {
      check();
      const outage = stored.get(outageId);
      if (outage === undefined) return undefined;
      reports.push(outageId);
      const title = {
        en: 'Post-mortem: {service}',
        fr: 'Post-mortem : {service}',
        with: { service: outage.service },
      };
      return { filename: `post-mortem-${outageId}.md`, title, text: `# ${outage.service}\n` };
    },
  };
  return {
    useCases,
    /** By a monitor, in its own thread. */
    begin: (service: string, ...then: readonly OutageEvent[]): Outage => {
      const at = clock.now() - 60_000;
      const id = idOf('out', service, String(stored.size));
      const signal = {
        id,
        source: 'monitor',
        service,
        fingerprint: `monitor/${service}`,
        state: 'down',
        at,
        says: { en: 'It answers 502.', fr: 'Il répond 502.' },
      } as const;
      const opened = {
        type: 'opened',
        at,
        service,
        severity: 'critical',
        says: signal.says,
        channel: 'C0OPS',
      } as const;
      const outage = outageOf(id, [opened, { type: 'seen', at, signal }, ...then]);
      if (outage === undefined) throw new Error('an outage begins by being opened');
      stored.set(id, outage);
      return outage;
    },
    /** Says where the thread of an outage stands. */
    standsIn: (id: string, channel: string, threadTs: string): void => {
      threads.set(`${channel}/${threadTs}`, id);
    },
    get: (id: string): Outage => {
      const outage = stored.get(id);
      if (outage === undefined) throw new Error(`There is no outage ${id}.`);
      return outage;
    },
    clicks,
    reports,
    clear: (): void => {
      for (const one of [stored, clicks, threads]) one.clear();
      reports.length = 0;
      isDown = false;
    },
    goDown: (): void => {
      isDown = true;
    },
  };
}

function eventOf(does: ChangeOutage['does'], by: string, at: number): OutageEvent {
  switch (does.kind) {
    case 'acknowledge':
      return { type: 'acknowledged', at, by };
    case 'assign':
      mustBePerson(does.to);
      return { type: 'assigned', at, by, to: does.to };
    case 'severity':
      return { type: 'severity_set', at, by, severity: does.severity };
    case 'silence':
      if (!Number.isSafeInteger(does.forMs) || does.forMs < 0) throw new Error(`No time: ${does.forMs}`);
      return { type: 'silenced', at, by, until: at + does.forMs };
    case 'resolve':
      return { type: 'resolved', at, by, ...(does.reason === undefined ? {} : { reason: does.reason }) };
  }
}

function mustBePerson(id: string): void {
  if (!/^[UW][A-Z0-9]+$|^person:/.test(id)) throw new Error(`${id} is no person.`);
}

const away: Phrase = { en: 'Redis does not answer.', fr: 'Redis ne répond pas.' };
const gone: Phrase = { en: 'This outage is not stored.', fr: 'Cette panne n’est pas conservée.' };
const over: Phrase = { en: 'This outage is over.', fr: 'Cette panne est terminée.' };
