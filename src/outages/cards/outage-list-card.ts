import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { ListedOutage } from '../outage-commands.ts';
import type { Severity } from '../events.ts';
import { escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, section, sections } from '#slack/cards/blocks.ts';
import { outageActions } from './outage-actions.ts';
import { outageHead, outageLine, overLine, partOf } from './outage-line.ts';

/** With buttons and what was seen; a storm opens more, and those stand as lines: Slack takes about 13,000 characters. */
const withButtons = 8;
const openLines = 20;
const overShown = 5;

/** `/outage list`: what is open, the worst first, each with what can be done about it; then what is over. */
export function outageListCard(
  listed: readonly ListedOutage[],
  now: number,
  locale: Locale,
  /** Only this one was asked for: nothing is said about the others. */
  only?: string,
): MessageBody {
  const t = (phrase: Phrase): string => say(locale, phrase);
  const open = inOrder(listed.filter(({ outage }) => outage.state !== 'resolved'));
  const over = listed.filter(({ outage }) => outage.state === 'resolved').slice(0, overShown);
  const count = open.length;
  const none = only === undefined ? noneOpen : { ...noneOpenOf, with: { only: escape(only) } };
  const title = t(count === 0 ? none : count === 1 ? oneOpen : { ...someOpen, with: { count } });
  const lines = open
    .slice(0, withButtons + openLines)
    .map((one, i) =>
      i < withButtons
        ? outageLine(one, now, locale) + partOf(one, listed, locale)
        : outageHead(one, now, locale),
    );
  const rest = count - withButtons - openLines;
  const overLines = over.map((one) => overLine(one, locale));
  const overTitle = t({ en: 'Over lately', fr: 'Terminées récemment' });
  return {
    text: plainText([title, ...lines, ...(over.length === 0 ? [] : [overTitle, ...overLines])]),
    blocks: [
      section(`*${title}*`),
      ...open
        .slice(0, withButtons)
        .flatMap(({ outage }, i): KnownBlock[] => [section(lines[i] ?? ''), outageActions(outage, locale)]),
      ...sections(lines.slice(withButtons)),
      ...(rest > 0 ? [context(t({ ...more, with: { rest } }))] : []),
      ...(over.length === 0 ? [] : [{ type: 'divider' } as const]),
      ...(over.length === 0 ? [] : sections([`*${overTitle}*`, ...overLines])),
      context(t(count === 0 ? hintNone : hint)),
    ],
  };
}

const worth: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** The worst first, parts of another one last; of equal ones the oldest first, as they came. */
function inOrder(open: readonly ListedOutage[]): readonly ListedOutage[] {
  return open.toSorted((a, b) => rank(a) - rank(b));
}

function rank({ outage }: ListedOutage): number {
  return worth[outage.severity] + (outage.under === undefined ? 0 : 3);
}

/** For a screen reader: names and words, without the marks. */
function plainText(lines: readonly string[]): string {
  return lines.join('\n').replaceAll(/[*`]/g, '');
}

const noneOpen: Phrase = { en: 'No outage is open', fr: 'Aucune panne n’est ouverte' };
const noneOpenOf: Phrase = { en: 'No outage of {only} is open', fr: 'Aucune panne de {only} n’est ouverte' };
const oneOpen: Phrase = { en: '1 outage is open', fr: '1 panne est ouverte' };
const someOpen: Phrase = { en: '{count} outages are open', fr: '{count} pannes sont ouvertes' };
const more: Phrase = {
  en: '… and {rest} more: `/outage list &lt;service&gt;` shows one.',
  fr: '… et {rest} de plus : `/outage list &lt;service&gt;` en montre une.',
};
const hint: Phrase = {
  en: '`/outage ack &lt;service&gt;`, and so `resolve`, `assign`, `silence`, `severity`, `postmortem`. In its thread: `@resus ack`.',
  fr: '`/outage ack &lt;service&gt;`, et de même `resolve`, `assign`, `silence`, `severity`, `postmortem`. Dans son fil : `@resus ack`.',
};
const hintNone: Phrase = {
  en: 'You see one that nothing watches? `/outage open &lt;service&gt; what you see`',
  fr: 'Vous en voyez une que rien ne surveille ? `/outage open &lt;service&gt; ce que vous voyez`',
};
