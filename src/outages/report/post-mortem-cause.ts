import { type Locale, type Phrase, say } from '#base/phrase.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import { bullets, fenced, inlineCode, labelled, plain, speaking, stacked, utc } from './markdown.ts';
import { confidenceWord } from '../outage-phrases.ts';
import { type Facts, labelsFor, symptomsOf } from './post-mortem-facts.ts';

/** Lists what each look concluded, ruled out, and could not see. */
export function verdictSection(facts: Facts, locale: Locale): string {
  const { main, looks, outage } = facts;
  const t = speaking(locale);
  if (main === undefined) {
    const known = outage.runs.flatMap(({ verdict }) => verdict ?? []);
    return stacked([
      t(noVerdict),
      bullets(known.map(({ headline, id }) => `${t(headline)} (${inlineCode(id)})`)),
    ]);
  }
  const { verdict } = main;
  const others = looks
    .filter(({ id }) => id !== main.id)
    .map(({ askedAt, verdict: { id, headline } }) => `${utc(askedAt)} — ${t(headline)} (${inlineCode(id)})`);
  const out = verdict.ruledOut.map(
    ({ id, title, because }) => `${t(title)} (${inlineCode(id)}) — ${because.map(inlineCode).join(', ')}`,
  );
  return stacked([
    `**${t(verdict.headline)}** (${inlineCode(verdict.id)}, ${utc(main.askedAt)})`,
    ...(verdict.meaning === undefined ? [] : [t(verdict.meaning)]),
    t({
      en: 'Confidence — {word}.',
      fr: 'Confiance — {word}.',
      with: { word: say(locale, confidenceWord[verdict.confidence]) },
    }),
    ...list(ruledOut, shownOf(out, locale), locale),
    ...list({ en: 'Could not check', fr: 'Non vérifié' }, unseenOf(verdict, locale), locale),
    ...list(
      { en: 'Also worth a look', fr: 'À regarder aussi' },
      verdict.warnings.map(causeLine(locale)),
      locale,
    ),
    ...list({ en: 'Other looks', fr: 'Autres examens' }, others, locale),
  ]);
}

/** A tree rules out half a hundred things; who doubts one finds it in the evidence file. */
const ruledOutShown = 15;

function shownOf(lines: readonly string[], locale: Locale): readonly string[] {
  const rest = lines.length - ruledOutShown;
  if (rest <= 0) return lines;
  return [...lines.slice(0, ruledOutShown), speaking(locale)({ ...moreRuledOut, with: { rest } })];
}

function list(title: Phrase, lines: readonly string[], locale: Locale): string[] {
  return lines.length === 0 ? [] : [`**${plain(say(locale, title))}**`, bullets(lines)];
}

function causeLine(locale: Locale): (cause: Cause) => string {
  return ({ headline, id }) => `${plain(say(locale, headline))} (${inlineCode(id)})`;
}

function unseenOf({ unknown }: Verdict, locale: Locale): string[] {
  return unknown.map(({ probe, host, why }) => {
    const where = host === undefined ? '' : ` · ${inlineCode(host)}`;
    return labelled(locale, `${inlineCode(probe)}${where}`, plain(say(locale, why)));
  });
}

/** Several roots may hold at once; each with what proves it and what follows from it. */
export function causesSection(facts: Facts, locale: Locale): string {
  const t = speaking(locale);
  if (facts.causes.length === 0)
    return t({ en: 'None was proven: fill in.', fr: 'Aucune n’a été prouvée : à compléter.' });
  return stacked(
    facts.causes.flatMap((cause, i) => [
      `### ${i + 1}\\. ${t(cause.headline)}`,
      bullets([
        t({ en: 'What: {title}', fr: 'Quoi : {title}', with: { title: say(locale, cause.title) } }),
        labelled(locale, t(idAndLayer), `${inlineCode(cause.id)}, ${inlineCode(cause.layer)}`),
        ...(cause.hosts.length === 0
          ? []
          : [labelled(locale, t({ en: 'On', fr: 'Sur' }), cause.hosts.map(inlineCode).join(', '))]),
        labelled(locale, t({ en: 'Evidence', fr: 'Preuves' }), labelsFor(facts, cause)),
        ...symptomsOf(cause).map((symptom) =>
          labelled(locale, t(followsFrom), `${causeLine(locale)(symptom)} — ${labelsFor(facts, symptom)}`),
        ),
      ]),
    ]),
  );
}

/** Enough to check the claim; all of it is in the evidence file. */
const quoteChars = 2500;
const exhibitsShown = 30;

/** The quotes, as they were seen. */
export function evidenceSection({ exhibits }: Facts, locale: Locale): string {
  const t = speaking(locale);
  if (exhibits.length === 0) return t({ en: 'None is stored.', fr: 'Aucune n’est stockée.' });
  const rest = exhibits.length - exhibitsShown;
  return stacked([
    ...exhibits
      .slice(0, exhibitsShown)
      .flatMap(({ label, proof: { probe, host, source, quote } }) => [
        `**${label}** ${inlineCode(probe)}${host === undefined ? '' : ` · ${inlineCode(host)}`} — ${plain(source)}`,
        fenced(quote, quoteChars),
      ]),
    rest > 0
      ? t({
          en: '… and {rest} more quotes, in the evidence file.',
          fr: '… et {rest} autres citations, dans le fichier de preuves.',
          with: { rest },
        })
      : '',
  ]);
}

const ruledOut: Phrase = { en: 'Ruled out, and by what', fr: 'Écarté, et par quoi' };
const moreRuledOut: Phrase = {
  en: '… and {rest} more, in the evidence file.',
  fr: '… et {rest} de plus, dans le fichier de preuves.',
};
const idAndLayer: Phrase = { en: 'Verdict id and layer', fr: 'Identifiant et couche' };
const followsFrom: Phrase = { en: 'Follows from it', fr: 'En découle' };
const noVerdict: Phrase = {
  en: 'No diagnosis is stored with its evidence.',
  fr: 'Aucun diagnostic n’est stocké avec ses preuves.',
};
