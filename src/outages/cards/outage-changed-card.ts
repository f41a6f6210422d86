import type { Locale } from '#base/phrase.ts';
import type { ChangedOutage } from '../outage-commands.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';
import { personOf, dateOf, marked } from '#slack/cards/message-words.ts';

/** Stand for the person and the time while everything else is escaped. */
const holes = { who: '\u0000', until: '\u0001' } as const;

/** To the one who changed an outage: what is done, or why not; `{who}` is shown as the person it is, `{until}` (ms) in the reader's time. */
export function outageChangedCard(changed: ChangedOutage, locale: Locale): MessageBody {
  const isDone = changed.outcome === 'changed';
  const phrase = isDone ? changed.says : changed.message;
  const { who, until } = phrase.with ?? {};
  const shown = {
    ...phrase,
    with: {
      ...phrase.with,
      ...(who === undefined ? {} : { who: holes.who }),
      ...(until === undefined ? {} : { until: holes.until }),
    },
  };
  const said = marked(locale, shown)
    .replaceAll(holes.who, personOf({ id: String(who) }))
    .replaceAll(holes.until, () => dateOf(Number(until)));
  const text = isDone ? said : `❌ ${said}`;
  return { text, blocks: [section(text)] };
}
