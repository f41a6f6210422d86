import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import type { Outage } from '../events.ts';
import type { ListedOutage } from '../outage-commands.ts';
import { code, shortenEscaped } from '#slack/escape.ts';
import { isSilenced, saidState, severityWord } from './outage-state.ts';
import { personOf, dateOf, marked } from '#slack/cards/message-words.ts';

const saysChars = 160;

/** An open outage where many stand together, with what was seen. */
export function outageLine(listed: ListedOutage, now: number, locale: Locale): string {
  const said = shortenEscaped(marked(locale, headlineOf(listed.outage)), saysChars);
  return `${outageHead(listed, now, locale)}\n${said}`;
}

/** How it is, since when, and who has it. */
export function outageHead({ outage, link }: ListedOutage, now: number, locale: Locale): string {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const { service, state, severity, downSince, silencedUntil, flaps } = outage;
  const parts = [
    t(severityWord[severity]),
    t({ en: 'since {since}', fr: 'depuis {since}', with: { since: dateOf(downSince) } }),
    t(whoHas(outage)),
    ...(flaps === 0 ? [] : [t({ ...flapped, with: { flaps } })]),
    ...(silencedUntil !== undefined && isSilenced(outage, now)
      ? [`🔇 ${t({ ...silenced, with: { until: dateOf(silencedUntil) } })}`]
      : []),
  ];
  return `${saidState(state, service, locale)} — ${parts.join(', ')}${linkTo(link, locale)}`;
}

/** A line of its own, empty for an outage that stands for itself. */
export function partOf({ outage }: ListedOutage, listed: readonly ListedOutage[], locale: Locale): string {
  const root = listed.find(({ outage: { id } }) => id === outage.under)?.outage;
  if (root === undefined) return '';
  const phrase: Phrase = {
    en: '↳ part of the outage of {service}',
    fr: '↳ fait partie de la panne de {service}',
  };
  return `\n${say(locale, { ...phrase, with: { service: root.service } })}`;
}

/** One that is over: when, and how long it took. */
export function overLine({ outage, link }: ListedOutage, locale: Locale): string {
  const { service, since, recoveredAt, resolved, id } = outage;
  const ended = recoveredAt ?? resolved?.at ?? since;
  const said = say(locale, {
    en: '{at}, lasted {lasted}',
    fr: '{at}, a duré {lasted}',
    with: { at: dateOf(since), lasted: say(locale, formatDuration(ended - since)) },
  });
  return `${saidState('resolved', service, locale)} — ${said} (${code(id)})${linkTo(link, locale)}`;
}

/** The proven cause, else what was seen first. */
export function headlineOf({ runs, says }: Outage): Phrase {
  const proven = runs.findLast(({ verdict }) => verdict?.outcome === 'faulty')?.verdict;
  return proven?.headline ?? says;
}

export function whoHas({ assignee, acknowledged }: Outage): Phrase {
  const who = assignee ?? acknowledged?.by;
  if (who === undefined) return { en: '*nobody has it yet*', fr: '*personne ne s’en charge pour l’instant*' };
  const named = { who: personOf({ id: who }) };
  return { en: '{who} has it', fr: '{who} s’en charge', with: named };
}

const flapped: Phrase = { en: 'came back {flaps} times', fr: 'revenue {flaps} fois' };
const silenced: Phrase = { en: 'silenced until {until}', fr: 'en silence jusqu’à {until}' };

export function linkTo(url: string | undefined, locale: Locale): string {
  return url === undefined ? '' : ` · <${url}|${say(locale, { en: 'thread', fr: 'fil' })}>`;
}
