import type { Locale, Phrase } from '#base/phrase.ts';
import type { MessageBody } from '../message.ts';
import { section } from './blocks.ts';
import { marked, timeOf } from './words.ts';

/** Why nothing was started. `{time}` in the phrase is `until`, in the reader's own time zone. */
export function refusalCard(why: Phrase, until: number | undefined, locale: Locale): MessageBody {
  const said = `❌ ${marked(locale, why)}`;
  const text = until === undefined ? said : said.replace('{time}', timeOf(until));
  return { text, blocks: [section(text)] };
}
