import { type Locale, type Phrase, say } from '#base/phrase.ts';
import { availabilityOf, percentUp } from './availability.ts';
import { formatDuration } from '#base/format-duration.ts';
import { bullets, inlineCode, plain, speaking, stacked, table, utc } from './markdown.ts';
import { holding } from '#base/join-phrases.ts';
import type { Facts } from './post-mortem-facts.ts';

export function impactSection(facts: Facts, locale: Locale): string {
  const t = speaking(locale);
  const affected = feltIn(facts, 'affected', locale);
  const others = facts.outage.holds.map(({ service, outageId }) =>
    t({
      en: '{service} failed of the same cause ({outageId})',
      fr: '{service} est tombé de la même cause ({outageId})',
      with: { service, outageId },
    }),
  );
  return stacked([
    `**${t({ en: 'Affected', fr: 'Touché' })}**`,
    bullets(orNone([...affected, ...others], t(nothingSeen))),
    `**${t({ en: 'Not affected', fr: 'Pas touché' })}**`,
    bullets(orNone(feltIn(facts, 'notAffected', locale), t(nothingSeen))),
    `**${t({ en: 'Data loss', fr: 'Perte de données' })}**`,
    t(dataLoss),
    `**${t({ en: 'Availability', fr: 'Disponibilité' })}**`,
    availability(facts, locale),
  ]);
}

/** Lists who was affected, as each look saw it, and when. */
function feltIn({ looks }: Facts, list: 'affected' | 'notAffected', locale: Locale): string[] {
  const seenAt = new Map<string, number[]>();
  for (const { verdict, askedAt } of looks)
    for (const phrase of verdict.outcome === 'faulty' ? verdict[list] : []) {
      const text = say(locale, phrase);
      seenAt.set(text, [...(seenAt.get(text) ?? []), askedAt]);
    }
  return [...seenAt].map(([text, times]) => {
    const [first = 0, last = first] = [times[0], times.at(-1)];
    const outer: Phrase =
      times.length > 1
        ? { en: '{text} — seen {from} to {to}', fr: '{text} — vu du {from} au {to}' }
        : { en: '{text} — seen {from}', fr: '{text} — vu le {from}' };
    return plain(say(locale, { ...outer, with: { text, from: utc(first), to: utc(last) } }));
  });
}

function orNone(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}

/** What the monitors counted while it lasted; their spans are whole minutes or hours. */
function availability({ samples = [], outage, end, now }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const to = end ?? now;
  const minute = Math.floor(outage.since / minuteMs) * minuteMs;
  const seen = samples.flatMap(
    (one) => availabilityOf(one, one.isExact === true ? outage.since : minute, to) ?? [],
  );
  if (seen.length === 0) return t(noMonitor);
  const head = [
    { en: 'Monitor', fr: 'Moniteur' },
    { en: 'Checks that failed', fr: 'Contrôles en échec' },
    { en: 'Up', fr: 'Disponible' },
    { en: 'Slowest', fr: 'Le plus lent' },
  ];
  const rows = seen.map((one) => [
    inlineCode(one.monitor),
    t({ en: '{bad} of {results}', fr: '{bad} sur {results}', with: one }),
    `${percentUp(one).replace('.', locale === 'fr' ? ',' : '.')} %`,
    t(formatDuration(one.mostMs)),
  ]);
  return stacked([
    t(samples.every(({ isExact }) => isExact === true) ? duringIt : duringMinutes),
    table(head.map(t), rows),
  ]);
}

const minuteMs = 60_000;

/** Outages that share the root: told once, in the outage that has it. */
export function linkedSection({ outage }: Facts, locale: Locale): string {
  const t = speaking(locale);
  const { under, holds, root } = outage;
  const lines = [
    ...(root === undefined
      ? []
      : [t({ en: 'Shared root: {root}', fr: 'Racine commune : {root}', with: { root } })]),
    ...(under === undefined
      ? []
      : [t({ en: 'Part of outage {under}', fr: 'Fait partie de la panne {under}', with: { under } })]),
    ...holds.map(({ service, outageId }) =>
      t(
        holding(
          { en: '{service}: {outageId}', fr: '{service} : {outageId}', with: { service, outageId } },
          {},
        ),
      ),
    ),
  ];
  return bullets(orNone(lines, t({ en: 'None.', fr: 'Aucune.' })));
}

const nothingSeen: Phrase = {
  en: 'nothing that Resus looked at: fill in',
  fr: 'rien de ce que Resus a examiné : à compléter',
};
const dataLoss: Phrase = {
  en: 'Not known to Resus: it sees whether data stores answer, not what they hold. Fill in.',
  fr: 'Inconnue de Resus : il voit si les bases répondent, pas ce qu’elles contiennent. À compléter.',
};
const noMonitor: Phrase = {
  en: 'Not known: no monitor’s results are stored for this time.',
  fr: 'Inconnue : aucun résultat de moniteur n’est stocké pour cette période.',
};
const duringIt: Phrase = { en: 'While it lasted:', fr: 'Pendant la panne :' };
const duringMinutes: Phrase = {
  en: 'While it lasted, from the start of its first minute:',
  fr: 'Pendant la panne, depuis le début de sa première minute :',
};
