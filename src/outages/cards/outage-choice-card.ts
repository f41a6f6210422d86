import type { Button } from '@slack/types';
import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Outage } from '../events.ts';
import { code, escape, shorten } from '#slack/escape.ts';
import { limits } from '#slack/fit-limits.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';

/** Prefix of a button that says `/outage` with the words in its value. */
export const sayOutage = 'outage_say';
/** Opens the window for the words in its value. */
export const openOutageWindow = 'outage_window';

const buttonsShown = 8;

/** One thing that may have been meant: how it is called, and the words that do it. */
export type OutageChoice = { readonly label: string; readonly words: string };

/** Several outages are open, or the name is nobody's: each one press away, all of them in a window. */
export function whichOutageCard(
  asked: string | undefined,
  choices: readonly OutageChoice[],
  window: string,
  locale: Locale,
): MessageBody {
  const which = say(locale, asked === undefined ? several : { ...unknown, with: { asked: shown(asked) } });
  return cardOf(which, choices, window, locale);
}

/** A word after `/outage` that is none of ours. */
export function misspeltOutageCard(
  asked: string,
  choices: readonly OutageChoice[],
  locale: Locale,
): MessageBody {
  return cardOf(say(locale, { ...misspelt, with: { asked: shown(asked) } }), choices, undefined, locale);
}

/** A service that is not in the catalog, to open an outage of. */
export function closestOutageServiceCard(
  asked: string,
  choices: readonly OutageChoice[],
  locale: Locale,
): MessageBody {
  return cardOf(say(locale, { ...noService, with: { asked: shown(asked) } }), choices, undefined, locale);
}

/** What was left out is chosen in a window, which only a click may open. */
export function outageWindowCard(words: string, says: Phrase, locale: Locale): MessageBody {
  return cardOf(say(locale, says), [], words, locale);
}

/** How an outage is called on a button. */
export function outageLabel({ service, state, since }: Outage): string {
  const day = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return state === 'resolved' ? `${service} · ${day} UTC` : service;
}

function cardOf(
  says: string,
  choices: readonly OutageChoice[],
  window: string | undefined,
  locale: Locale,
): MessageBody {
  const shownChoices = choices.slice(0, buttonsShown);
  const buttons = shownChoices.map(({ label, words }, i) => button(`${sayOutage}.${i}`, words, label));
  const isAll = choices.length <= buttonsShown && choices.length > 0;
  const choose = say(locale, { en: 'Choose …', fr: 'Choisir …' });
  const elements = [
    ...buttons,
    ...(window === undefined || isAll ? [] : [button(openOutageWindow, window, choose)]),
  ];
  const named = choices.map(({ label }) => label).join(', ');
  if (elements.length === 0) return { text: says, blocks: [section(says)] };
  return { text: `${says} ${escape(named)}`.trim(), blocks: [section(says), { type: 'actions', elements }] };
}

function button(id: string, value: string, label: string): Button {
  return {
    type: 'button',
    action_id: id,
    value: shorten(value, limits.buttonValue),
    text: { type: 'plain_text', text: shorten(label, limits.buttonText) },
  };
}

const shown = (asked: string): string => code(shorten(asked, 60));

const several: Phrase = { en: 'Which outage?', fr: 'Quelle panne ?' };
const unknown: Phrase = {
  en: 'There is no open outage {asked}. Which one did you mean?',
  fr: 'Il n’y a pas de panne ouverte {asked}. Laquelle vouliez-vous dire ?',
};
const misspelt: Phrase = {
  en: 'I do not know `/outage` {asked}. What did you mean? There are `list`, `open`, `ack`, `resolve`, `assign`, `silence`, `severity`, `postmortem`.',
  fr: 'Je ne connais pas `/outage` {asked}. Que vouliez-vous dire ? Il y a `list`, `open`, `ack`, `resolve`, `assign`, `silence`, `severity`, `postmortem`.',
};
const noService: Phrase = {
  en: 'There is no service {asked}. Which one did you mean?',
  fr: 'Il n’y a pas de service {asked}. Lequel vouliez-vous dire ?',
};
