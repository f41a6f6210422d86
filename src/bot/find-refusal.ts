import type { Locale, Phrase } from '#base/phrase.ts';
import { cannotPostCard } from '#slack/cards/cannot-post-card.ts';
import { refusalCard } from '#slack/cards/refusal-card.ts';
import type { MessageBody } from '#slack/message.ts';
import { type Answer, type BotDeps, localeOf } from './bot-deps.ts';
import type { Purpose } from '#slack/identity.ts';

type From = { readonly user: string; readonly channel: string };

/** Whether this person may, from here; who may not is told why. Called after the ack, which must not wait for Slack. */
export async function admit(deps: BotDeps, from: From, purpose: Purpose, answer: Answer): Promise<boolean> {
  const refusal = await whyNot(deps, from, purpose, localeOf(deps));
  if (refusal !== undefined) await answer(refusal);
  return refusal === undefined;
}

/** `about`: the service whose diagnosis will be posted in the channel, so that Resus must be in it. */
export async function whyNot(
  deps: BotDeps,
  { user, channel }: From,
  purpose: Purpose,
  locale: Locale,
  about?: string,
): Promise<MessageBody | undefined> {
  const { channels } = deps.catalog().slack;
  const [person, place] = await Promise.all([
    deps.identity.whyNot(user, purpose),
    about === undefined && channels === undefined ? 'open' : deps.places.check(channel),
  ]);
  if (person !== undefined) return refusalCard(person, undefined, locale);
  if (place === 'not_allowed') return refusalCard(notAllowed(channels ?? []), undefined, locale);
  if (place === 'not_a_member' && about !== undefined) return cannotPostCard(about, channel, locale);
  return undefined;
}

function notAllowed(channels: readonly string[]): Phrase {
  return {
    en: 'Commands are not allowed in this channel, only in {channels} (`slack.channels` in resus.yaml).',
    fr: 'Les commandes ne sont pas permises dans ce canal, seulement dans {channels} (`slack.channels` dans resus.yaml).',
    with: { channels },
  };
}
