import type { Button } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import { code, shorten } from '../escape.ts';
import { limits } from '../fit-limits.ts';
import type { MessageBody } from '../message.ts';
import { section } from './blocks.ts';

/** A name nobody knows: the nearest ones, one press away. */
export function closestCard(asked: string, names: readonly string[], locale: Locale): MessageBody {
  const unknown = say(locale, {
    en: 'There is no service {asked}.',
    fr: 'Il n’y a pas de service {asked}.',
    with: { asked: code(shorten(asked, 60)) },
  });
  if (names.length === 0) {
    const empty = say(locale, {
      en: 'The catalog has no services yet: add one to resus.yaml.',
      fr: 'Le catalogue n’a encore aucun service : ajoutez-en un à resus.yaml.',
    });
    return { text: `${unknown} ${empty}`, blocks: [section(`${unknown} ${empty}`)] };
  }
  const ask = say(locale, { en: 'Which one did you mean?', fr: 'Lequel vouliez-vous dire ?' });
  return {
    text: `${unknown} ${ask} ${names.join(', ')}`,
    blocks: [section(`${unknown} ${ask}`), { type: 'actions', elements: buttonsFor(names) }],
  };
}

/** A message that names no service, or several: those it may be about, one press away, answered in its thread. */
export function aboutWhichCard(names: readonly string[], threadTs: string, locale: Locale): MessageBody {
  const ask = say(locale, {
    en: 'Which service is this message about?',
    fr: 'De quel service parle ce message ?',
  });
  return {
    text: `${ask} ${names.join(', ')}`,
    blocks: [
      section(ask),
      { type: 'actions', block_id: `${threadPrefix}${threadTs}`, elements: buttonsFor(names) },
    ],
  };
}

/** The prefix of a block id that names the thread: Slack does not say which thread a private answer belongs to. */
const threadPrefix = 'thread.';

export function threadNamedBy(blockId: string): string | undefined {
  return blockId.startsWith(threadPrefix) ? blockId.slice(threadPrefix.length) : undefined;
}

function buttonsFor(names: readonly string[]): Button[] {
  return names.map((name, i) => ({
    type: 'button',
    action_id: `diagnose.${i}`,
    value: name,
    text: { type: 'plain_text', text: shorten(name, limits.buttonText) },
  }));
}
