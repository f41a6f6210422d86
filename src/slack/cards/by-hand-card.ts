import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Remedy } from '#runbooks/verdict.ts';
import { escape } from '../escape.ts';
import type { MessageBody } from '../message.ts';
import { preformatted, richText, section } from './blocks.ts';
import { marked, riskWord } from './words.ts';

/** What a remedy's button answers while Resus itself changes nothing: the exact commands, to run by hand. */
export function byHandCard(remedy: Remedy, locale: Locale): MessageBody {
  const title = `${marked(locale, remedy.title)} (${say(locale, riskWord[remedy.risk])})`;
  const says = say(locale, remedy.commands.length > 0 ? notEnabled : noCommands);
  const commands = remedy.commands.join('\n');
  return {
    text: [title, says, escape(commands)].join('\n'),
    blocks: [
      section(`*${title}*\n${says}`),
      ...(commands === '' ? [] : [richText([preformatted(commands, 2900)])]),
    ],
  };
}

const notEnabled: Phrase = {
  en: 'Fixing is not enabled in this version: Resus runs nothing that changes a service. To do it by hand:',
  fr: 'La réparation n’est pas activée dans cette version : Resus ne lance rien qui change un service. Pour le faire à la main :',
};
const noCommands: Phrase = {
  en: 'Fixing is not enabled in this version, and the commands of this remedy depend on a decision of yours.',
  fr: 'La réparation n’est pas activée dans cette version, et les commandes de ce remède dépendent d’une décision de votre part.',
};

export function runGoneCard(locale: Locale): MessageBody {
  const text = say(locale, {
    en: 'This diagnosis is no longer stored, so its remedies cannot be shown. Diagnose the service again.',
    fr: 'Ce diagnostic n’est plus conservé, ses remèdes ne peuvent pas être montrés. Relancez le diagnostic.',
  });
  return { text, blocks: [section(text)] };
}
