import type { Clock } from '#base/clock.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { ChangedOutage, ChangeOutage } from './outage-commands.ts';
import type { Outage, OutageEvent } from './events.ts';
import { severityWord } from './outage-phrases.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { OutageStore } from './outage-store.ts';

export type ChangeOutageDeps = {
  readonly outages: Pick<OutageStore, 'append' | 'find' | 'silence'>;
  readonly redact: Redact;
  readonly clock: Clock;
};

/** One person's word on an outage: what happens, or why nothing does. */
export function createChangeOutage(deps: ChangeOutageDeps) {
  return async (command: ChangeOutage): Promise<ChangedOutage> => {
    const { outageId, does, by, clickId } = command;
    const at = deps.clock.now();
    let refused: Phrase | undefined;
    let still: Outage['alarms'] = [];
    const changed = await appendOutageEvent(deps.outages, outageId, ({ outage }) => {
      const decided = decide(deps, outage, command, at);
      still = outage.alarms.filter(({ source }) => source !== 'person');
      refused = 'refused' in decided ? decided.refused : undefined;
      return 'refused' in decided ? undefined : { eventId: `click/${clickId}`, event: decided.event };
    });
    if (changed === undefined) return { outcome: 'refused', message: gone };
    if (refused !== undefined) return { outcome: 'refused', message: refused };
    const { outage } = changed;
    if (does.kind === 'silence')
      await deps.outages.silence(
        outage.service,
        does.forMs === 0 ? undefined : { until: at + does.forMs, by },
      );
    return { outcome: 'changed', outage, says: saysOf(outage, command, still) };
  };
}

function decide(
  deps: ChangeOutageDeps,
  outage: Outage,
  { does, by }: ChangeOutage,
  at: number,
): { readonly event: OutageEvent } | { readonly refused: Phrase } {
  // Silence is of the service, whose outage may be over; all else is of this outage.
  if (outage.resolved !== undefined && does.kind !== 'silence') return { refused: over };
  switch (does.kind) {
    case 'acknowledge': {
      const { acknowledged } = outage;
      if (acknowledged === undefined) return { event: { type: 'acknowledged', at, by } };
      return { refused: { ...already, with: { who: acknowledged.by } } };
    }
    case 'assign':
      return { event: { type: 'assigned', at, by, to: does.to } };
    case 'severity':
      return { event: { type: 'severity_set', at, by, severity: does.severity } };
    case 'silence':
      return { event: { type: 'silenced', at, by, until: at + does.forMs } };
    case 'resolve': {
      const reason = deps.redact((does.reason ?? '').trim());
      return { event: { type: 'resolved', at, by, ...(reason === '' ? {} : { reason }) } };
    }
  }
}

/** `{who}` is a person's id, `{until}` a time in milliseconds. */
function saysOf(
  { service, silencedUntil }: Outage,
  { does, by }: ChangeOutage,
  still: Outage['alarms'],
): Phrase {
  const values = { with: { service } };
  switch (does.kind) {
    case 'acknowledge':
      return {
        en: 'You have acknowledged the outage of {service}: nobody else is called.',
        fr: 'Vous avez pris acte de la panne de {service} : personne d’autre n’est appelé.',
        ...values,
      };
    case 'assign':
      if (does.to === by)
        return {
          en: 'You have the outage of {service} now.',
          fr: 'Vous vous chargez de la panne de {service}.',
          ...values,
        };
      return {
        en: '{who} has the outage of {service} now, and is told so in its thread.',
        fr: '{who} se charge de la panne de {service} et en est averti dans son fil.',
        with: { service, who: does.to },
      };
    case 'severity':
      return {
        en: 'The severity of the outage of {service} is now: {en}.',
        fr: 'La gravité de la panne de {service} est maintenant : {fr}.',
        with: { service, en: severityWord[does.severity].en, fr: severityWord[does.severity].fr },
      };
    case 'silence':
      return does.forMs === 0
        ? { en: '{service} is no longer silenced.', fr: '{service} n’est plus en silence.', ...values }
        : {
            en: '{service} is silenced until {until}: no reminders, no calls, no new outage.',
            fr: '{service} est en silence jusqu’à {until} : ni rappels, ni appels, ni nouvelle panne.',
            with: { service, until: silencedUntil ?? 0 },
          };
    case 'resolve':
      return {
        en: 'The outage of {service} is resolved. It opens again when something new says that it is down.[ Careful: {still} still sees it down, and says so again only after it saw it up.]',
        fr: 'La panne de {service} est résolue. Elle se rouvre si quelque chose de nouveau la dit en panne.[ Attention : {still} le voit toujours en panne, et ne le redira qu’après l’avoir vu rétabli.]',
        with: { service, still: namesOf(still) },
      };
  }
}

/** As people know them: monitors by their names, alerts by who sends them. */
function namesOf(alarms: Outage['alarms']): string | undefined {
  const names = alarms.map(({ fingerprint, source }) =>
    source === 'monitor' || source === 'heartbeat' ? fingerprint.replace(/^monitor\//, '') : source,
  );
  return names.length === 0 ? undefined : [...new Set(names)].slice(0, namedAtMost).join(', ');
}

const namedAtMost = 4;

const over: Phrase = {
  en: 'This outage is over already; nothing was changed.',
  fr: 'Cette panne est déjà terminée ; rien n’a été changé.',
};
const already: Phrase = {
  en: 'Somebody has acknowledged it already ({who}).',
  fr: 'Quelqu’un en a déjà pris acte ({who}).',
};
const gone: Phrase = {
  en: 'This outage is no longer stored; nothing was changed.',
  fr: 'Cette panne n’est plus conservée ; rien n’a été changé.',
};
