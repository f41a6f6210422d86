import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { context, sections } from '#slack/cards/blocks.ts';

/** One thing about Resus' own set-up, in the words of `resus doctor`. */
export type Finding = { readonly ok: boolean; readonly about: string; readonly says: string };

/** What `resus doctor` prints, what is wrong first: Slack may shorten the end. */
export function doctorCard(findings: readonly Finding[], locale: Locale): MessageBody {
  const wrong = findings.filter(({ ok }) => !ok);
  const title = say(locale, {
    ...(wrong.length === 0 ? allWell : someWrong),
    with: { wrong: wrong.length, all: findings.length },
  });
  const lines = [...wrong, ...findings.filter(({ ok }) => ok)].map(
    ({ ok, about, says }) => `${ok ? '✅' : '❌'} *${escape(about)}*: ${escape(says)}`,
  );
  return {
    text: [title, ...lines.map((line) => line.replaceAll('*', ''))].join('\n'),
    blocks: [...sections([`*${title}*`, ...lines]), context(say(locale, sameInShell))],
  };
}

const allWell: Phrase = {
  en: 'All {all} checks of my set-up are fine',
  fr: 'Les {all} contrôles de mon installation sont bons',
};
const someWrong: Phrase = {
  en: '{wrong} of {all} checks of my set-up need someone',
  fr: '{wrong} contrôles de mon installation sur {all} demandent quelqu’un',
};
const sameInShell: Phrase = {
  en: '`resus doctor` on the machine of Resus says the same; `resus doctor --sudoers` prints what the hosts must allow.',
  fr: '`resus doctor` sur la machine de Resus dit la même chose (en anglais) ; `resus doctor --sudoers` donne ce que les hôtes doivent permettre.',
};
