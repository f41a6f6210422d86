import { type Locale, type Phrase, say } from '#base/phrase.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';

const marks = { healthy: '✔', faulty: '✖', could_not_look: '?' } as const;

const words = {
  proof: { en: 'Proof', fr: 'Preuve' },
  symptoms: { en: 'Follows from it', fr: 'En découle' },
  others: { en: 'Also wrong', fr: 'Autre cause' },
  affected: { en: 'Affected', fr: 'Touché' },
  notAffected: { en: 'Not affected', fr: 'Pas touché' },
  changed: { en: 'Changed lately', fr: 'Changé récemment' },
  warnings: { en: 'Worth knowing', fr: 'À savoir' },
  ruledOut: { en: 'Ruled out', fr: 'Écarté' },
  unknown: { en: 'Could not check', fr: 'N’a pas pu être vérifié' },
  remedies: { en: 'What helps', fr: 'Ce qui aide' },
} as const satisfies Record<string, Phrase>;

/** A verdict for a terminal: the same content as the card in Slack, without its colours. */
export function verdictText(service: string, verdict: Verdict, tookMs: number, locale: Locale): string {
  const list = (title: Phrase, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `${say(locale, title)}:`, ...lines.map((line) => `  ${line}`)];
  return [
    `${marks[verdict.outcome]} ${service}: ${say(locale, verdict.headline)}  (${verdict.id}, ${verdict.confidence}, ${tookMs} ms)`,
    ...causeText(verdict, locale, list),
    ...verdict.otherCauses.flatMap((cause) => [
      '',
      `${say(locale, words.others)}: ${say(locale, cause.headline)}  (${cause.id})`,
      ...causeText(cause, locale, list),
    ]),
    ...list(
      words.affected,
      verdict.affected.map((phrase) => say(locale, phrase)),
    ),
    ...list(
      words.notAffected,
      verdict.notAffected.map((phrase) => say(locale, phrase)),
    ),
    ...list(words.changed, verdict.changed),
    ...list(
      words.warnings,
      verdict.warnings.map(({ headline }) => say(locale, headline)),
    ),
    ...list(
      words.ruledOut,
      verdict.ruledOut.map(({ title, because }) => `${say(locale, title)} (${because.join(', ')})`),
    ),
    ...list(
      words.unknown,
      verdict.unknown.map(
        ({ probe, host, why }) => `${probe}${host === undefined ? '' : ` on ${host}`}: ${say(locale, why)}`,
      ),
    ),
  ].join('\n');
}

function causeText(
  cause: Cause,
  locale: Locale,
  list: (title: Phrase, lines: readonly string[]) => string[],
): string[] {
  return [
    ...(cause.meaning === undefined ? [] : [`  ${say(locale, cause.meaning)}`]),
    ...list(
      words.proof,
      cause.proof.flatMap(({ source, host, quote }) => [
        `${source}${host === undefined ? '' : ` (${host})`}`,
        ...quote.split('\n').map((line) => `  | ${line}`),
      ]),
    ),
    ...list(
      words.symptoms,
      cause.symptoms.map(({ headline }) => say(locale, headline)),
    ),
    ...list(
      words.remedies,
      cause.remedies.flatMap(({ title, risk, commands }) => [
        `${say(locale, title)} [${risk}]`,
        ...commands.map((command) => `  $ ${command}`),
      ]),
    ),
  ];
}
