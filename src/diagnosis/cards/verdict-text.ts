import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import { escape } from '#slack/escape.ts';
import { earlierLine } from './earlier-line.ts';
import { confidenceOf, couldNotCheck, unknownLines } from './doubt-blocks.ts';
import { hostLines, hostsOf } from './host-lines.ts';
import { probeTitle } from '#probes/probe-title.ts';
import { outcomeWord } from '#runbooks/outcome-labels.ts';
import { labelled, marked } from '#slack/cards/message-words.ts';
import { changedLines } from './changed-lines.ts';
import { affected, notAffected, alsoWrong, changed, follows, helps, provisional } from './verdict-labels.ts';

/** Complete without the blocks: the notice on a phone, and what a screen reader reads. */
export function verdictText(run: Run, verdict: Verdict, locale: Locale): string {
  const list = (title: Phrase, lines: readonly string[]): string[] =>
    lines.length === 0
      ? []
      : [labelled(locale, say(locale, title), lines.join(locale === 'fr' ? ' ; ' : '; '))];
  const headline = (cause: Cause): string => marked(locale, cause.headline);
  const word = say(locale, outcomeWord[verdict.outcome]);
  const earlier = earlierLine(run, verdict, locale);
  return [
    `${labelled(locale, escape(run.service), word)}. ${headline(verdict)}`,
    ...(verdict.provisional ? [say(locale, provisional)] : []),
    ...(earlier === undefined ? [] : [earlier]),
    ...hostLines(run, verdict, locale).map((line) => line.replaceAll('*', '')),
    ...verdict.proof.map(({ probe, host, quote }) =>
      labelled(locale, escape(probeTitle(locale, probe, host)), escape(quote)),
    ),
    ...list(follows, verdict.symptoms.map(headline)),
    ...list(alsoWrong, verdict.otherCauses.map(headline)),
    ...list(
      affected,
      verdict.affected.map((phrase) => marked(locale, phrase)),
    ),
    ...list(
      notAffected,
      verdict.notAffected.map((phrase) => marked(locale, phrase)),
    ),
    ...list(changed, changedLines(verdict, locale)),
    ...list(
      helps,
      verdict.remedies.map(({ title }) => marked(locale, title)),
    ),
    ...list(couldNotCheck, unknownLines(verdict.unknown, locale, hostsOf(run).length > 1)),
    escape(confidenceOf(verdict, locale)),
  ].join('\n');
}
