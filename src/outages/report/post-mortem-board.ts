import { type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { bullets, inlineCode, plain, speaking, stacked, table, utc } from './markdown.ts';
import { severityWord, sourceWord, stateWord } from '../outage-phrases.ts';
import type { Facts } from './post-mortem-facts.ts';
import { holding } from '#base/join-phrases.ts';

/** The state at a glance. */
export function boardSection(facts: Facts, locale: Locale): string {
  const { outage, service, measures, thread, now, name } = facts;
  const t = speaking(locale);
  const hosts = service.hosts.map(inlineCode).join(', ');
  const rows: readonly (readonly [Phrase, string])[] = [
    [
      { en: 'Service', fr: 'Service' },
      `${plain(service.title ?? service.name)} (${inlineCode(service.name)})${hosts === '' ? '' : ` — ${hosts}`}`,
    ],
    [{ en: 'State', fr: 'État' }, t(stateWord[outage.state])],
    [{ en: 'Severity', fr: 'Gravité' }, t(severityWord[outage.severity])],
    [{ en: 'Time down', fr: 'Temps de panne' }, t(formatDuration(measures.downMs))],
    [{ en: 'Acknowledged', fr: 'Pris en compte' }, t(acknowledgedOf(facts))],
    [
      { en: 'Assigned to', fr: 'Confié à' },
      outage.assignee === undefined ? t(nobody) : plain(name(outage.assignee)),
    ],
    [
      { en: 'Owners', fr: 'Responsables' },
      service.owners.length === 0 ? t(noOwner) : plain(service.owners.join(', ')),
    ],
    [{ en: 'First told by', fr: 'Signalé d’abord par' }, t(toldBy(facts))],
    ...(thread === undefined
      ? []
      : [[{ en: 'Thread', fr: 'Fil' }, linkTo(thread)] satisfies [Phrase, string]]),
    [{ en: 'Written', fr: 'Rédigé' }, `${utc(now)}, ${t(language)}`],
  ];
  const head = [
    { en: 'What', fr: 'Quoi' },
    { en: 'Now', fr: 'Maintenant' },
  ];
  return table(
    head.map(t),
    rows.map(([title, value]) => [t(title), value]),
  );
}

/** Only a link that cannot leave its brackets. */
export function linkTo(url: string): string {
  return /^https:\/\/[^\s<>()|\\`]+$/.test(url) ? `<${url}>` : plain(url);
}

function acknowledgedOf({ outage: { acknowledged }, measures, name }: Facts): Phrase {
  if (acknowledged === undefined) return nobody;
  return holding(
    { en: 'by {by}, after {span}', fr: 'par {by}, après {span}', with: { by: name(acknowledged.by) } },
    { span: formatDuration(measures.acknowledgeMs ?? 0) },
  );
}

export function toldBy({ outage, events, name }: Facts): Phrase {
  if (outage.openedBy !== undefined) return { en: '{by}', fr: '{by}', with: { by: name(outage.openedBy) } };
  const seen = events.find((event) => event.type === 'seen');
  return sourceWord[seen?.type === 'seen' ? seen.signal.source : 'person'];
}

export function timesSection({ outage, end, measures, name }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const { since, openedAt, resolved, downs, flaps, reopened } = outage;
  const first = bullets([
    t({ en: 'Start: {at}', fr: 'Début : {at}', with: { at: utc(since) } }),
    t({ en: 'First told: {at}', fr: 'Premier signalement : {at}', with: { at: utc(openedAt) } }),
    end === undefined
      ? t({ en: 'End: still down', fr: 'Fin : toujours en panne' })
      : t({ en: 'End: {at}', fr: 'Fin : {at}', with: { at: utc(end) } }),
    resolved === undefined
      ? t({ en: 'Resolved: not yet', fr: 'Résolu : pas encore' })
      : t({
          en: 'Resolved: {at}[, by {by}][: {reason}]',
          fr: 'Résolu : {at}[, par {by}][ : {reason}]',
          with: {
            at: utc(resolved.at),
            by: resolved.by === undefined ? undefined : name(resolved.by),
            reason: resolved.reason,
          },
        }),
    t(holding({ en: 'Time down in all: {span}', fr: 'Temps de panne total : {span}' }, downFor(measures))),
  ]);
  if (downs.length < 2) return first;
  const said = t({
    en: 'It was down {count} times: it flapped {flaps} times and was reopened {reopened} times.',
    fr: 'Le service a été en panne {count} fois : {flaps} rechutes, {reopened} réouvertures.',
    with: { count: downs.length, flaps, reopened },
  });
  const head = [
    { en: 'Down', fr: 'En panne' },
    { en: 'Up', fr: 'Rétabli' },
    { en: 'For', fr: 'Durée' },
  ];
  const rows = downs.map(({ from, to }) => [
    utc(from),
    to === undefined ? '–' : utc(to),
    to === undefined ? '–' : t(formatDuration(to - from)),
  ]);
  return stacked([first, said, table(head.map(t), rows)]);
}

function downFor({ downMs }: Facts['measures']): { readonly span: Phrase } {
  return { span: formatDuration(downMs) };
}

const nobody: Phrase = { en: 'nobody', fr: 'personne' };
const noOwner: Phrase = {
  en: 'none in the catalog: fill in',
  fr: 'aucun au catalogue : à compléter',
};
const language: Phrase = { en: 'in English', fr: 'en français' };
