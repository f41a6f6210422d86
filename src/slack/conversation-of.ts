import type { WebClient } from '@slack/web-api';

const pageSize = 200;
/** An app that is in more than 4,000 conversations posts again what it cannot find. */
const pagesRead = 20;

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
