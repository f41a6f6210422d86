import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { percentUp } from '../report/availability.ts';
import type { Digest, FixDigest, ServiceDigest, Spread } from '../report/digest.ts';
import { formatDuration } from '#base/format-duration.ts';
import { code, escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { bullets, context, section } from '#slack/cards/blocks.ts';
import { dateOf } from '#slack/cards/message-words.ts';

/** The number of entries that a phone shows; the rest is counted. */
const servicesShown = 15;
const fixesShown = 8;
const openShown = 5;

/** The week in one message: how well the services did, and how well people and Resus dealt with what failed. */
export function digestCard(digest: Digest, locale: Locale): MessageBody {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const rest = (count: number): string => t({ ...more, with: { count } });
  const head = headOf(digest, locale);
  const times = timeLines(digest, locale);
  const services = digest.services.filter(isWorthALine);
  const fine = digest.services.length - services.length;
  const blocks: KnownBlock[] = [
    section(`*${t(title)}*\n${head}`),
    ...bullets(
      t(stillDown),
      digest.open.map((one) => openLine(one, locale)),
      openShown,
      rest,
    ),
    ...bullets(t(howFast), times, times.length, rest),
    ...bullets(
      t(byService),
      services.map((one) => serviceLine(one, locale)),
      servicesShown,
      rest,
    ),
    ...(fine > 0 && services.length > 0
      ? [context(t({ ...(fine === 1 ? oneFine : othersFine), with: { fine } }))]
      : []),
    ...bullets(t(fixes), fixLines(digest, locale), fixesShown, rest),
    ...ratingLine(digest, locale),
    context(`${dateOf(digest.from)} – ${dateOf(digest.to)}`),
  ];
  return { text: `${t(title)}${colon(locale)} ${head}`, blocks };
}

function headOf({ outages, linked, downMs, relapses }: Digest, locale: Locale): string {
  if (outages === 0) return say(locale, quiet);
  const values = {
    outages,
    down: say(locale, formatDuration(downMs)),
    linked: linked === 0 ? undefined : linked,
    relapses: relapses === 0 ? undefined : relapses,
  };
  return say(locale, { ...(outages === 1 ? oneOutage : someOutages), with: values });
}

function openLine({ id, service, downMs }: Digest['open'][number], locale: Locale): string {
  const phrase = {
    en: 'for {down}',
    fr: 'depuis {down}',
    with: { down: say(locale, formatDuration(downMs)) },
  };
  return `🔴 *${escape(service)}* ${say(locale, phrase)} (${code(id)})`;
}

function timeLines({ detect, verdict, approve, recover }: Digest, locale: Locale): string[] {
  const rows: readonly (readonly [Phrase, Spread | undefined])[] = [
    [{ en: 'to detect', fr: 'détecter' }, detect],
    [{ en: 'to a verdict', fr: 'verdict' }, verdict],
    [{ en: 'to approve', fr: 'approuver' }, approve],
    [{ en: 'to recover', fr: 'rétablir' }, recover],
  ];
  return rows.flatMap(([name, spread]) =>
    spread === undefined ? [] : [`${say(locale, name)}${colon(locale)} ${spreadText(spread, locale)}`],
  );
}

/** One measurement has no median worth the name. */
function spreadText({ of, medianMs, worstMs }: Spread, locale: Locale): string {
  const [median, worst] = [formatDuration(medianMs), formatDuration(worstMs)].map((phrase) =>
    say(locale, phrase),
  );
  if (of === 1) return `*${median}*`;
  return say(locale, {
    en: '*{median}* median, {worst} at worst ({of} times)',
    fr: '*{median}* en médiane, {worst} au pire ({of} fois)',
    with: { median, worst, of },
  });
}

function isWorthALine({ availability, outages }: ServiceDigest): boolean {
  return outages > 0 || availability === undefined || availability.bad > 0;
}

function serviceLine(
  { service, availability, outages, downMs, relapses }: ServiceDigest,
  locale: Locale,
): string {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const up =
    availability === undefined
      ? t(unwatched)
      : t({ ...upFor, with: { percent: localPercent(availability, locale) } });
  const values = {
    outages,
    down: t(formatDuration(downMs)),
    relapses: relapses === 0 ? undefined : relapses,
  };
  const failed = outages === 0 ? [] : [t({ ...(outages === 1 ? failedOnce : failedOften), with: values })];
  const sign = outages > 0 ? '🟠' : availability === undefined ? '⚪' : '🟢';
  return `${sign} *${escape(service)}*${colon(locale)} ${[up, ...failed].join(', ')}`;
}

function localPercent(seen: { readonly results: number; readonly bad: number }, locale: Locale): string {
  return locale === 'fr' ? `${percentUp(seen).replace('.', ',')} %` : `${percentUp(seen)}%`;
}

function fixLines({ fixes: all, expired }: Digest, locale: Locale): string[] {
  const lines = all.map((fix) => fixLine(fix, locale));
  return expired === 0
    ? lines
    : [...lines, say(locale, { ...(expired === 1 ? oneExpired : someExpired), with: { expired } })];
}

function fixLine({ action, worked, of, medianMs }: FixDigest, locale: Locale): string {
  const sign = worked === of ? '✅' : worked === 0 ? '❌' : '◐';
  const median = medianMs === undefined ? undefined : say(locale, formatDuration(medianMs));
  const said = {
    en: 'worked {worked} of {of}[, median {median}]',
    fr: 'a marché {worked} fois sur {of}[, médiane {median}]',
    with: { worked, of, median },
  };
  return `${sign} ${code(action)}${colon(locale)} ${say(locale, said)}`;
}

function ratingLine({ ratings: { right, wrong } }: Digest, locale: Locale): KnownBlock[] {
  if (right + wrong === 0) return [];
  return [section(say(locale, { ...rated, with: { right, wrong } }))];
}

function colon(locale: Locale): string {
  return locale === 'fr' ? ' :' : ':';
}

const title: Phrase = { en: 'The week in outages', fr: 'La semaine des pannes' };
const quiet: Phrase = { en: 'No outage.', fr: 'Aucune panne.' };
const oneOutage: Phrase = {
  en: '1 outage, {down} down[, relapses: {relapses}].',
  fr: '1 panne, {down} d’arrêt[, rechutes : {relapses}].',
};
const someOutages: Phrase = {
  en: '{outages} outages, {down} down in all[, relapses: {relapses}][; {linked} of them had the cause of another].',
  fr: '{outages} pannes, {down} d’arrêt au total[, rechutes : {relapses}][ ; {linked} d’entre elles avaient la cause d’une autre].',
};
const stillDown: Phrase = { en: 'Still down', fr: 'Toujours en panne' };
const howFast: Phrase = { en: 'How long it took', fr: 'Durées' };
const byService: Phrase = { en: 'Services', fr: 'Services' };
const fixes: Phrase = { en: 'What was tried', fr: 'Ce qui a été tenté' };
const more: Phrase = { en: '… and {count} more', fr: '… et {count} de plus' };
const oneFine: Phrase = {
  en: '1 more service: no check failed.',
  fr: '1 autre service : aucun contrôle en échec.',
};
const othersFine: Phrase = {
  en: '{fine} more services: no check failed.',
  fr: '{fine} autres services : aucun contrôle en échec.',
};
const unwatched: Phrase = { en: 'no monitor', fr: 'pas de moniteur' };
const upFor: Phrase = { en: '{percent} up', fr: 'disponible {percent}' };
const failedOnce: Phrase = {
  en: '1 outage, {down} down[, relapses: {relapses}]',
  fr: '1 panne, {down} d’arrêt[, rechutes : {relapses}]',
};
const failedOften: Phrase = {
  en: '{outages} outages, {down} down[, relapses: {relapses}]',
  fr: '{outages} pannes, {down} d’arrêt[, rechutes : {relapses}]',
};
const oneExpired: Phrase = {
  en: '⌛ 1 plan expired: nobody decided in time',
  fr: '⌛ 1 plan expiré : personne n’a décidé à temps',
};
const someExpired: Phrase = {
  en: '⌛ {expired} plans expired: nobody decided in time',
  fr: '⌛ {expired} plans expirés : personne n’a décidé à temps',
};
const rated: Phrase = {
  en: '*Was the verdict right?* {right} yes, {wrong} no',
  fr: '*Le verdict était-il juste ?* {right} oui, {wrong} non',
};
