import { say, type Locale } from '#base/phrase.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';

/** A button of a diagnosis that is no longer kept. */
export function runGoneCard(locale: Locale): MessageBody {
  const text = say(locale, {
    en: 'This diagnosis is no longer stored, so its remedies cannot be planned. Diagnose the service again.',
    fr: 'Ce diagnostic n’est plus conservé, ses remèdes ne peuvent pas être planifiés. Relancez le diagnostic.',
  });
  return { text, blocks: [section(text)] };
}
