import type { Button } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import { code, shorten } from '#slack/escape.ts';
import { limits } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';

export const sayWord = 'word.';

export type NearWords = {
  readonly press: readonly { readonly word: string; readonly rest: string }[];
  readonly type: readonly string[];
};

/** A word that is none of ours: the nearest ones, one press away; what changes something has to be typed. */
export function misspeltCard(asked: string, { press, type }: NearWords, locale: Locale): MessageBody {
  const lines = [
    say(locale, {
      en: 'I do not know {asked}. What did you mean? `/resus help` has all words.',
      fr: 'Je ne connais pas {asked}. Que vouliez-vous dire ? `/resus help` donne tous les mots.',
      with: { asked: code(shorten(asked, 60)) },
    }),
    ...(type.length === 0
      ? []
      : [
          say(locale, {
            en: 'If you meant {words}, type it: it does more than look.',
            fr: 'Si vous vouliez dire {words}, tapez-le : cela fait plus que regarder.',
            with: { words: type.map(code).join(', ') },
          }),
        ]),
  ];
  const elements = press.map(({ word, rest }, i): Button => {
    const whole = `${word} ${rest}`.trim();
    return {
      type: 'button',
      // A diagnosis is asked for by the same button as elsewhere; without a service it opens the choice.
      action_id: word === 'diagnose' && rest !== '' ? `diagnose.${i}` : `${sayWord}${i}`,
      value: word === 'diagnose' && rest !== '' ? rest.slice(0, limits.buttonText) : word,
      text: { type: 'plain_text', text: shorten(whole, limits.buttonText) },
    };
  });
  const text = lines.join(' ');
  const named = press.map(({ word, rest }) => `${word} ${rest}`.trim()).join(', ');
  const blocks = sectionsOf(lines);
  if (elements.length === 0) return { text, blocks };
  return { text: `${text} ${named}`, blocks: [...blocks, { type: 'actions', elements }] };
}

const sectionsOf = (lines: readonly string[]) => lines.map((line) => section(line));
