import type { Locale } from '#base/phrase.ts';
import type { ChangedOutage } from '#outages/outage-commands.ts';
import type { MessageBody } from '../message.ts';
import { section } from './blocks.ts';
import { personOf } from './plan-words.ts';
import { marked } from './words.ts';

/** Stands for the person while everything else is escaped. */
const hole = '\u0000';

/** To the one who changed an outage: what is done, or why not; `{who}` is shown as the person it is. */
export function outageChangedCard(changed: ChangedOutage, locale: Locale): MessageBody {
  const isDone = changed.outcome === 'changed';
  const phrase = isDone ? changed.says : changed.message;
  const who = phrase.with?.['who'];
  const shown = typeof who === 'string' ? { ...phrase, with: { ...phrase.with, who: hole } } : phrase;
  const said = marked(locale, shown).replaceAll(hole, personOf({ id: String(who), via: 'slack' }));
  const text = isDone ? said : `❌ ${said}`;
  return { text, blocks: [section(text)] };
}
