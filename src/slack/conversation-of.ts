import type { WebClient } from '@slack/web-api';
import type { Clock } from '#base/clock.ts';

const pageSize = 200;
/** An app that is in more than 4,000 conversations posts again what it cannot find. */
const pagesRead = 20;

/** A channel is renamed rarely, and what is not found is not asked for with every message. */
const rememberedMs = 10 * 60_000;
const unknownMs = 30_000;

/**
 * The ids of conversations, remembered, so that messages to `#ops`, to its id and to a person spend the limit of the one
 * conversation they stand in. What cannot be found, or looked for now, stays as it is.
 */
export function createConversations(client: WebClient, clock: Clock) {
  const known = new Map<string, { readonly id: string; readonly until: number }>();
  return async (channel: string): Promise<string> => {
    const remembered = known.get(channel);
    if (remembered !== undefined && remembered.until > clock.now()) return remembered.id;
    const id = await conversationOf(client, channel).catch(() => undefined);
    const ms = id === undefined ? unknownMs : rememberedMs;
    known.set(channel, { id: id ?? channel, until: clock.now() + ms });
    return id ?? channel;
  };
}

/**
 * The id of a conversation we are in. Slack posts to a channel's name and to a person as well, but finds and edits
 * messages by this id only. Undefined: there is none, so nothing of ours stands in it. Throws what the Web API throws.
 */
export async function conversationOf(client: WebClient, channel: string): Promise<string | undefined> {
  if (/^[CDG][A-Z0-9]+$/.test(channel)) return channel;
  const isPerson = !channel.startsWith('#');
  const types = isPerson ? 'im' : 'public_channel,private_channel';
  let cursor = '';
  for (let page = 0; page < pagesRead; page += 1) {
    const from = cursor === '' ? {} : { cursor };
    const listed = await client.users.conversations({ types, limit: pageSize, ...from });
    const mine = listed.channels?.find((one) =>
      isPerson ? one.user === channel : `#${one.name}` === channel,
    );
    if (mine?.id !== undefined) return mine.id;
    cursor = listed.response_metadata?.next_cursor ?? '';
    if (cursor === '') return undefined;
  }
  return undefined;
}
