import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '#runbooks/run.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import { escape, shortenEscaped } from '../escape.ts';
import type { MessageBody } from '../message.ts';
import { context, section, sections } from './blocks.ts';
import { proofBlocks } from './proof-blocks.ts';
import { remedyBlocks } from './remedy-blocks.ts';
import { confidenceWord, duration, marked, outcomeSign, outcomeWord, probeTitle } from './words.ts';

/** The answer: what is wrong, the proof of it as it was seen, what fits, and how far it can be trusted. */
export function verdictCard(run: Run, verdict: Verdict, locale: Locale): MessageBody {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const isManyHosts = new Set(run.probes.flatMap(({ host }) => host ?? [])).size > 1;
  const titled = (cause: Cause): string =>
    `*${shortenEscaped(marked(locale, cause.headline), lineChars)}*${isManyHosts && cause.hosts.length > 0 ? ` (${escape(cause.hosts.join(', '))})` : ''}`;
  const sign = verdict.provisional ? '🟠' : outcomeSign[verdict.outcome];
  const meaning =
    verdict.meaning === undefined ? '' : `\n${shortenEscaped(marked(locale, verdict.meaning), meaningChars)}`;
  const blocks: KnownBlock[] = [
    section(`${sign} ${titled(verdict)}${meaning}`),
    ...(verdict.provisional ? [context(t(provisional))] : []),
    ...(verdict.layers.length > 0 ? [context(pathOf(verdict))] : []),
    ...proofBlocks(verdict.proof, locale, isManyHosts),
    ...symptoms(verdict, locale, titled),
    // Before the other causes: should there be more to say than Slack takes, the end is what is missing.
    ...remedyBlocks(run.id, [verdict, ...verdict.otherCauses], locale),
    ...verdict.otherCauses.flatMap((cause) => [
      section(`🔴 ${t({ en: 'Also wrong', fr: 'Autre panne' })}: ${titled(cause)}`),
      ...proofBlocks(cause.proof.slice(0, 2), locale, isManyHosts),
      ...symptoms(cause, locale, titled),
    ]),
    ...listed(locale, t({ en: 'Not broken yet', fr: 'Pas encore en panne' }), verdict.warnings.map(titled)),
    ...listed(
      locale,
      t({ en: 'Could not check', fr: 'Non vérifié' }),
      verdict.unknown.map(
        ({ probe, host, why }) => `${escape(probeTitle(locale, probe, host))}: ${marked(locale, why)}`,
      ),
    ),
    ...ruledOut(verdict, locale),
    context(footOf(run, verdict, locale)),
  ];
  return { text: textOf(run, verdict, locale), blocks };
}

const provisional: Phrase = {
  en: 'Provisional: a proof still needs waiting. This message will be amended.',
  fr: 'Provisoire : une preuve demande encore d’attendre. Ce message sera complété.',
};

/** How far down the path everything was fine. */
function pathOf(verdict: Verdict): string {
  const signs = { ok: '🟢', bad: '🔴', unknown: '⚪' };
  return verdict.layers.map(({ layer, state }) => `${signs[state]} ${escape(layer)}`).join(' → ');
}

function symptoms(cause: Cause, locale: Locale, titled: (cause: Cause) => string): KnownBlock[] {
  const title = say(locale, { en: 'What follows from it', fr: 'Ce qui en découle' });
  return listed(
    locale,
    title,
    cause.symptoms.map((symptom) => {
      const proof = symptom.proof[0];
      return `${titled(symptom)}${proof === undefined ? '' : ` — ${escape(proof.quote.split('\n')[0] ?? '')}`}`;
    }),
  );
}

/** What a person still reads; the evidence file has all of it. */
const linesShown = 8;

function listed(locale: Locale, title: string, lines: readonly string[]): KnownBlock[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, linesShown).map((line) => `• ${shortenEscaped(line, lineChars)}`);
  const rest = lines.length - shown.length;
  const more: Phrase = { en: '… and {rest} more', fr: '… et {rest} de plus', with: { rest } };
  return sections([`*${title}*`, ...shown, ...(rest > 0 ? [say(locale, more)] : [])]);
}

const lineChars = 300;
const meaningChars = 1000;

function ruledOut(verdict: Verdict, locale: Locale): KnownBlock[] {
  if (verdict.ruledOut.length === 0) return [];
  const titles = verdict.ruledOut.map(({ title, because }) => {
    const probes = because.map((probe) => probeTitle(locale, probe)).join(', ');
    return `${marked(locale, title)}${probes === '' ? '' : ` (${escape(probes)})`}`;
  });
  return [context(`*${say(locale, { en: 'Ruled out', fr: 'Écarté' })}*: ${titles.join('; ')}`)];
}

function footOf(run: Run, verdict: Verdict, locale: Locale): string {
  const confidence = say(locale, {
    en: 'Confidence: {word}',
    fr: 'Confiance : {word}',
    with: { word: say(locale, confidenceWord[verdict.confidence]) },
  });
  const took = run.tookMs === undefined ? [] : [duration(locale, run.tookMs)];
  return [confidence, ...took, `\`${escape(run.id)}\``].join(' · ');
}

/** Complete without the blocks: the notice on a phone, and what a screen reader reads. */
function textOf(run: Run, verdict: Verdict, locale: Locale): string {
  const say1 = (title: Phrase, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${say(locale, title)}: ${lines.join('; ')}`];
  const headline = (cause: Cause): string => marked(locale, cause.headline);
  const word = say(locale, outcomeWord[verdict.outcome]);
  return [
    `${escape(run.service)}: ${word}. ${headline(verdict)}`,
    ...(verdict.provisional ? [say(locale, provisional)] : []),
    ...verdict.proof.map(
      ({ probe, host, quote }) => `${escape(probeTitle(locale, probe, host))}: ${escape(quote)}`,
    ),
    ...say1({ en: 'What follows from it', fr: 'Ce qui en découle' }, verdict.symptoms.map(headline)),
    ...say1({ en: 'Also wrong', fr: 'Autre panne' }, verdict.otherCauses.map(headline)),
    ...say1(
      { en: 'What may help', fr: 'Ce qui peut aider' },
      verdict.remedies.map(({ title }) => marked(locale, title)),
    ),
    ...say1(
      { en: 'Could not check', fr: 'Non vérifié' },
      verdict.unknown.map(({ probe, host }) => escape(probeTitle(locale, probe, host))),
    ),
  ].join('\n');
}
