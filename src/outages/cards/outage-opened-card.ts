import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Outage } from '../events.ts';
import { code, escape } from '#slack/escape.ts';
import type { MessageBody } from '#slack/message.ts';
import { section } from '#slack/cards/blocks.ts';

/** To the one who opened it: where it stands now. */
export function openedCard({ service, channel }: Outage, isNew: boolean, locale: Locale): MessageBody {
  const where = channel === undefined ? undefined : escape(channel);
  const phrase = { ...(isNew ? opened : joined), with: { service: code(service), where } };
  const text = say(locale, phrase);
  return { text, blocks: [section(text)] };
}

/** Nothing under that name is open; `asked` is what was named. */
export function noOutageCard(asked: string | undefined, locale: Locale): MessageBody {
  const named = asked === undefined ? none : { ...noneOf, with: { asked: code(asked.slice(0, 60)) } };
  const text = `${say(locale, named)} ${say(locale, hint)}`;
  return { text, blocks: [section(text)] };
}

const opened: Phrase = {
  en: '🔴 The outage of {service} is open[: <#{where}>]. I am diagnosing it.',
  fr: '🔴 La panne de {service} est ouverte[ : <#{where}>]. Je fais le diagnostic.',
};
const joined: Phrase = {
  en: 'An outage of {service} is open already[: <#{where}>]. What you said stands in its thread.',
  fr: 'Une panne de {service} est déjà ouverte[ : <#{where}>]. Ce que vous avez dit est dans son fil.',
};
const none: Phrase = { en: 'No outage is open.', fr: 'Aucune panne n’est ouverte.' };
const noneOf: Phrase = { en: 'There is no outage {asked}.', fr: 'Il n’y a pas de panne {asked}.' };
const hint: Phrase = {
  en: '`/outage list` shows all; `/outage open &lt;service&gt;` opens one.',
  fr: '`/outage list` les montre toutes ; `/outage open &lt;service&gt;` en ouvre une.',
};
