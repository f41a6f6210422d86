import type { Button, KnownBlock } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import type { Cause, Remedy } from '#runbooks/verdict.ts';
import { shorten } from '#slack/escape.ts';
import { limits } from '#slack/fit-limits.ts';
import { preformatted, richText, section } from '#slack/cards/blocks.ts';
import { helps } from './verdict-labels.ts';
import { riskWord } from '#runbooks/outcome-labels.ts';
import { marked } from '#slack/cards/message-words.ts';

/** More choices than this are no help at 3 a.m. */
const remediesShown = 5;
const commandChars = 500;

/** The remedies of the causes, each named once, in order. The button's number counts in this list. */
function remediesOf(causes: readonly Cause[]): Remedy[] {
  const byAction = new Map<string, Remedy>();
  for (const remedy of causes.flatMap(({ remedies }) => remedies))
    if (!byAction.has(remedy.action)) byAction.set(remedy.action, remedy);
  return [...byAction.values()].slice(0, remediesShown);
}

/** A button carries the run and the action's name, never a command: what runs is decided when it is pressed. */
export function remedyBlocks(runId: string, causes: readonly Cause[], locale: Locale): KnownBlock[] {
  const remedies = remediesOf(causes);
  if (remedies.length === 0) return [];
  return [
    section(`*${say(locale, helps)}*`),
    ...remedies.flatMap((remedy, i): KnownBlock[] => [
      {
        ...section(`*${i + 1}. ${marked(locale, remedy.title)}*\n_${say(locale, riskWord[remedy.risk])}_`),
        accessory: buttonFor(runId, remedy, i, locale),
      },
      ...(remedy.commands.length === 0
        ? []
        : [richText([preformatted(remedy.commands.join('\n'), commandChars)])]),
    ]),
  ];
}

function buttonFor(runId: string, remedy: Remedy, i: number, locale: Locale): Button {
  const label = `${say(locale, remedy.title)}, ${say(locale, riskWord[remedy.risk])}`;
  return {
    type: 'button',
    action_id: `remedy.${i}`,
    value: `${runId} ${remedy.action}`,
    text: { type: 'plain_text', text: say(locale, { en: 'Plan it', fr: 'Planifier' }) },
    accessibility_label: shorten(label, limits.buttonText),
  };
}
