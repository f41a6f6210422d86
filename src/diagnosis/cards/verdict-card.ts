import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import { escape, shortenEscaped } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { collectLogsBlock, plainRatingBlock, ratingBlock } from './ask-more-blocks.ts';
import { bullets, context, section, sections } from '#slack/cards/blocks.ts';
import { changedLines } from './changed-lines.ts';
import { confidenceOf, ruledOutBlocks, unknownBlocks } from './doubt-blocks.ts';
import { earlierLine } from './earlier-line.ts';
import { hostLines, hostsOf } from './host-lines.ts';
import { layerName, listed } from '#slack/cards/names.ts';
import { proofBlocks } from './proof-blocks.ts';
import { remedyBlocks } from './remedy-blocks.ts';
import { verdictText } from './verdict-text.ts';
import {
  affected,
  notAffected,
  alsoWrong,
  changed,
  follows,
  more,
  notBrokenYet,
  provisional,
} from './verdict-labels.ts';
import { outcomeSign } from '#runbooks/outcome-labels.ts';
import { duration, labelled, marked } from '#slack/cards/message-words.ts';

const headlineChars = 300;
const meaningChars = 1000;
/** What a person still reads; the evidence file has all of it. */
const linesShown = 6;

/** The answer: what is wrong, the proof of it as it was seen, what fits, and how far it can be trusted. */
/** `link`: where the run's parent stands, for whoever passes the verdict on. */
export function verdictCard(run: Run, verdict: Verdict, locale: Locale, link?: string): MessageBody {
  const foot = footOf(run, verdict, locale, link);
  const blocks = [...verdictBlocks(run, verdict, locale), context(foot)];
  const rated = (rating: KnownBlock): KnownBlock[] => [...blocks, ...(verdict.provisional ? [] : [rating])];
  return {
    text: verdictText(run, verdict, locale),
    blocks: rated(ratingBlock(run.id, locale)),
    ...(verdict.provisional ? {} : { plainer: [rated(plainRatingBlock(run.id, locale))] }),
  };
}

function verdictBlocks(run: Run, verdict: Verdict, locale: Locale): KnownBlock[] {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const isManyHosts = hostsOf(run).length > 1;
  const titled = (cause: Cause): string => {
    const where = isManyHosts && cause.hosts.length > 0 ? ` (${escape(listed(cause.hosts))})` : '';
    return `*${shortenEscaped(marked(locale, cause.headline), headlineChars)}*${where}`;
  };
  const list = (title: Phrase, lines: readonly string[]): KnownBlock[] =>
    bullets(t(title), lines, linesShown, (rest) => t({ ...more, with: { rest } }));
  const sign = verdict.provisional ? '🟠' : outcomeSign[verdict.outcome];
  const path = pathOf(verdict, locale);
  const earlier = earlierLine(run, verdict, locale);
  return [
    section(`${sign} ${titled(verdict)}${meaningOf(verdict, locale)}`),
    ...(verdict.provisional ? [context(t(provisional))] : []),
    ...(earlier === undefined ? [] : [context(earlier)]),
    ...sections(hostLines(run, verdict, locale)),
    ...(path === '' ? [] : [context(path)]),
    ...impact(verdict, locale),
    ...proofBlocks(verdict.proof, locale, isManyHosts),
    ...list(
      follows,
      verdict.symptoms.map((cause) => `${titled(cause)}${quoteOf(cause)}`),
    ),
    ...list(changed, changedLines(verdict, locale)),
    // Before the other causes: should there be more to say than Slack takes, the end is what is missing.
    ...remedyBlocks(run.id, [verdict, ...verdict.otherCauses], locale),
    collectLogsBlock(run.id, locale),
    ...verdict.otherCauses.flatMap((cause) => [
      section(labelled(locale, `🔴 ${t(alsoWrong)}`, titled(cause))),
      ...proofBlocks(cause.proof.slice(0, 2), locale, isManyHosts),
      ...list(
        follows,
        cause.symptoms.map((symptom) => `${titled(symptom)}${quoteOf(symptom)}`),
      ),
    ]),
    ...list(notBrokenYet, verdict.warnings.map(titled)),
    ...unknownBlocks(verdict, locale, isManyHosts),
    ...ruledOutBlocks(verdict, locale),
  ];
}

/** Renders who is affected and who is not: the second question at night. */
function impact(verdict: Verdict, locale: Locale): KnownBlock[] {
  const line = (title: Phrase, said: readonly Phrase[]): string[] =>
    said.length === 0
      ? []
      : [
          labelled(
            locale,
            `*${say(locale, title)}*`,
            said.map((phrase) => marked(locale, phrase)).join(locale === 'fr' ? ' ; ' : '; '),
          ),
        ];
  return sections([...line(affected, verdict.affected), ...line(notAffected, verdict.notAffected)]);
}

function meaningOf({ meaning }: Cause, locale: Locale): string {
  return meaning === undefined ? '' : `\n${shortenEscaped(marked(locale, meaning), meaningChars)}`;
}

/** How far down the path everything was fine. */
function pathOf({ layers }: Verdict, locale: Locale): string {
  const signs = { ok: '🟢', bad: '🔴', unknown: '⚪' };
  return layers
    .flatMap(({ layer, state }) => {
      const name = layerName(locale, layer);
      return name === undefined ? [] : [`${signs[state]} ${name}`];
    })
    .join(' → ');
}

function quoteOf({ proof, headline }: Cause): string {
  const line = proof[0]?.quote.split('\n')[0];
  // Nothing is said twice in one line.
  return line === undefined || say('en', headline).includes(line) ? '' : ` — ${escape(line)}`;
}

function footOf(run: Run, verdict: Verdict, locale: Locale, link?: string): string {
  const word = escape(confidenceOf(verdict, locale));
  const confidence = say(locale, { en: 'Confidence: {word}', fr: 'Confiance : {word}', with: { word } });
  const took = run.tookMs === undefined ? [] : [duration(locale, run.tookMs)];
  const id = link === undefined ? `\`${escape(run.id)}\`` : `<${link}|${escape(run.id)}>`;
  return [confidence, ...took, id].join(' · ');
}
