import type { Locale, Phrase } from '#base/phrase.ts';
import type { MessageBody } from '../message.ts';
import { section } from './blocks.ts';
import { marked, timeOf } from './message-words.ts';

/** Why nothing was started. `{time}` in the phrase is `until`, in the reader's own time zone. */
export function refusalCard(why: Phrase, until: number | undefined, locale: Locale): MessageBody {
  const said = `❌ ${marked(locale, why)}`;
  const text = until === undefined ? said : said.replace('{time}', timeOf(until));
  return { text, blocks: [section(text)] };
}

/** The same without a time: something asked for in a thread did not happen, or is on its way. */
export function noticeCard(says: Phrase, locale: Locale): MessageBody {
  const text = marked(locale, says);
  return { text, blocks: [section(text)] };
}
