import type { KnownBlock } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { ListedOutage } from '#outages/outage-commands.ts';
import { shortenEscaped } from '#slack/escape.ts';
import { context, section } from '#slack/cards/blocks.ts';
import { ackLabel, canAcknowledge } from '#outages/cards/outage-actions.ts';
import { headlineOf, linkTo, partOf, whoHas } from '#outages/cards/outage-line.ts';
import { saidState, severityWord } from '#outages/cards/outage-state.ts';
import { dateOf, marked } from '#slack/cards/message-words.ts';

/** Prefix of the button that acknowledges from the home tab. */
export const homeAck = 'home_ack';

const outagesShown = 12;
const saysChars = 200;

/** Renders what is down right now, above everything else. Empty when nothing is. */
export function homeOutageBlocks(listed: readonly ListedOutage[], locale: Locale): KnownBlock[] {
  if (listed.length === 0) return [];
  const title = say(locale, { en: 'Open outages', fr: 'Pannes ouvertes' });
  const rest = listed.length - outagesShown;
  return [
    { type: 'header', text: { type: 'plain_text', text: title } },
    ...listed.slice(0, outagesShown).map((one, i) => outageBlock(one, i, listed, locale)),
    ...(rest > 0 ? [context(say(locale, { ...more, with: { rest } }))] : []),
  ];
}

function outageBlock(
  one: ListedOutage,
  i: number,
  listed: readonly ListedOutage[],
  locale: Locale,
): KnownBlock {
  const { outage, link } = one;
  const { id, service, state, severity, downSince } = outage;
  const since = say(locale, {
    en: 'since {since}',
    fr: 'depuis {since}',
    with: { since: dateOf(downSince) },
  });
  const parts = [say(locale, severityWord[severity]), since, say(locale, whoHas(outage))];
  const head = `${saidState(state, service, locale)} — ${parts.join(', ')}${linkTo(link, locale)}`;
  const block = section(
    `${head}\n${shortenEscaped(marked(locale, headlineOf(outage)), saysChars)}${partOf(one, listed, locale)}`,
  );
  if (!canAcknowledge(outage)) return block;
  const text = { type: 'plain_text', text: say(locale, ackLabel) } as const;
  return {
    ...block,
    accessory: { type: 'button', action_id: `${homeAck}.${i}`, value: id, style: 'primary', text },
  };
}

const more: Phrase = {
  en: '… and {rest} more: `/outage list` shows them.',
  fr: '… et {rest} de plus : `/outage list` les montre.',
};
