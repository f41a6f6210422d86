import { type Locale, type Phrase } from '#base/phrase.ts';
import { formatDuration } from '#base/format-duration.ts';
import { bullets, inlineCode, labelled, speaking, stacked, table } from './markdown.ts';
import { holding } from '#base/join-phrases.ts';
import { linkTo } from './post-mortem-board.ts';
import type { Facts } from './post-mortem-facts.ts';
import { generalMeasures, measureAgainst, type Prevention } from './prevention.ts';

/** What would keep it from happening again, or shorten it; each needs somebody who does it. */
export function preventionSection(facts: Facts, locale: Locale): string {
  const t = speaking(locale);
  const all = [...facts.causes.map(measureAgainst), ...generalMeasures(facts)];
  const once = new Map(all.map((one): [string, Prevention] => [one.does.en, one]));
  const { owners } = facts.service;
  const owner = owners.length === 0 ? t(toName) : t({ ...oneOf, with: { owners } });
  const head = [
    { en: 'Done', fr: 'Fait' },
    { en: 'Action', fr: 'Action' },
    { en: 'Against', fr: 'Contre' },
    { en: 'Owner', fr: 'Responsable' },
  ];
  const rows = [...once.values()].map(({ does, against }) => ['☐', t(does), inlineCode(against), owner]);
  return table(head.map(t), rows);
}

/** The people to call next if it goes on, or comes back. */
export function escalationSection({ service, outage, name }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const isOver = outage.state === 'resolved';
  // A reopened outage starts at the bottom of the ladder again.
  const next = service.escalate[isOver ? 0 : outage.escalated];
  if (next !== undefined) {
    const outer: Phrase = isOver
      ? { en: 'If it comes back: {to}, after {span}.', fr: 'Si elle revient : {to}, après {span}.' }
      : { en: '{to}, {span} after it went down.', fr: '{to}, {span} après le début de la panne.' };
    return t(holding({ ...outer, with: { to: name(next.to) } }, { span: formatDuration(next.after) }));
  }
  const last = service.escalate.at(-1);
  if (last !== undefined)
    return t({ ...allCalled, with: { to: name(last.to), count: service.escalate.length } });
  return service.owners.length === 0 ? t(noContact) : t({ ...ownersOnly, with: { owners: service.owners } });
}

export function filesSection({ runs, service, thread }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const files = runs
    .filter(({ verdict }) => verdict !== undefined)
    .map(({ id }) => `${inlineCode(`evidence-${service.name}-${id}.txt`)} (${inlineCode(id)})`);
  return stacked([
    thread === undefined ? t(inThread) : `${t(inThread)} ${linkTo(thread)}`,
    bullets([
      ...(files.length === 0
        ? [
            t({
              en: 'no evidence file: no diagnosis is stored',
              fr: 'aucun fichier de preuves : aucun diagnostic stocké',
            }),
          ]
        : files),
      labelled(locale, inlineCode(`logs-${service.name}-….txt`), t(bundle)),
    ]),
  ]);
}

const toName: Phrase = { en: 'to be named', fr: 'à désigner' };
const oneOf: Phrase = { en: 'to be named, among {owners}', fr: 'à désigner, parmi {owners}' };
const allCalled: Phrase = {
  en: 'Nobody is left: all {count} levels of the ladder were called, {to} last.',
  fr: 'Plus personne : les {count} niveaux de l’escalade ont été appelés, {to} en dernier.',
};
const noContact: Phrase = {
  en: 'Nobody is named: give the service “escalate” and “owners” in the catalog.',
  fr: 'Personne n’est désigné : ajoutez « escalate » et « owners » au service dans le catalogue.',
};
const ownersOnly: Phrase = {
  en: 'No escalation ladder is set; the owners are {owners}.',
  fr: 'Aucune escalade n’est définie ; les responsables sont {owners}.',
};
const inThread: Phrase = { en: 'In the thread of the outage:', fr: 'Dans le fil de la panne :' };
const bundle: Phrase = {
  en: 'redacted logs, proxy test and service definition, if somebody pressed “Collect logs” under the verdict',
  fr: 'journaux expurgés, test du proxy et définition du service, si quelqu’un a pressé « Réunir les journaux » sous le verdict',
};
