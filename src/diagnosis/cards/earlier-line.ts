import { say, type Locale } from '#base/phrase.ts';
import type { Run } from '../events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { shortenEscaped } from '#slack/escape.ts';
import { marked } from '#slack/cards/message-words.ts';

const headlineChars = 200;

/** Whether a few minutes ago it was the same; undefined when nobody looked then. */
export function earlierLine({ askedAt, earlier }: Run, verdict: Verdict, locale: Locale): string | undefined {
  if (earlier === undefined) return undefined;
  const minutes = Math.max(1, Math.round((askedAt - earlier.at) / 60_000));
  const ago = say(locale, { en: '{minutes} min ago', fr: 'il y a {minutes} min', with: { minutes } });
  const when = earlier.link === undefined ? ago : `<${earlier.link}|${ago}>`;
  const headline = shortenEscaped(marked(locale, earlier.headline), headlineChars);
  return earlier.verdictId === verdict.id
    ? say(locale, { en: '🔁 Same cause as {when}', fr: '🔁 Même cause qu’{when}', with: { when } })
    : say(locale, {
        en: '↪️ {when} it was: {headline}',
        fr: '↪️ {when} c’était : {headline}',
        with: { when, headline },
      });
}
