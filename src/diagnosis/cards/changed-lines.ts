import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { escape } from '#slack/escape.ts';
import { labelled } from '#slack/cards/message-words.ts';

/** Lists the changes that the hosts report; how long ago is said in the reader's language. */
export function changedLines({ changed }: Verdict, locale: Locale): string[] {
  return changed.map((line) => {
    const [, minutes, what] = /^(\d+) min ago: (.+)$/s.exec(line) ?? [];
    if (minutes === undefined || what === undefined) return escape(line);
    return labelled(locale, say(locale, { ...ago, with: { minutes } }), escape(what));
  });
}

const ago: Phrase = { en: '{minutes} min ago', fr: 'Il y a {minutes} min' };
