import type { WebClient } from '@slack/web-api';
import { conversationOf } from './conversation-of.ts';
import type { QueuedMessage } from './outbox.ts';

export const metadataType = 'resus';

/** Clocks of two machines differ, and Slack's is the one that counts. */
const slackMs = 60_000;
const pages = 5;

/**
 * Finds a message that Slack took after all: every post carries its id in its metadata. Throws what the Web API
 * throws when it cannot look.
 */
export function findPosted(client: WebClient, message: QueuedMessage): Promise<string | undefined> {
  return findMine(client, message, ({ metadata }) => idOf(metadata) === message.id);
}

/** Finds a shown file; it carries no metadata, and only Slack gives it its id. Throws likewise. */
export function findShown(
  client: WebClient,
  message: QueuedMessage,
  fileId: string,
): Promise<string | undefined> {
  return findMine(client, message, ({ files }) => files?.some(({ id }) => id === fileId) === true);
}

type Shown = {
  readonly ts?: string;
  readonly metadata?: unknown;
  readonly files?: readonly { readonly id?: string }[];
};

async function findMine(
  client: WebClient,
  message: QueuedMessage,
  isMine: (one: Shown) => boolean,
): Promise<string | undefined> {
  const { threadTs } = message.place;
  const channel = await conversationOf(client, message.place.channel);
  if (channel === undefined) return undefined;
  const root = threadTs ?? message.parentTs;
  const oldest = String(Math.max(0, (message.sending?.at ?? 0) - slackMs) / 1000);
  let cursor: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const options = {
      channel,
      oldest,
      limit: 200,
      include_all_metadata: true,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const found =
      root === undefined
        ? await client.conversations.history(options)
        : await client.conversations.replies({ ...options, ts: root });
    const mine = (found.messages as readonly Shown[] | undefined)?.find(isMine);
    if (mine?.ts !== undefined) return mine.ts;
    cursor = found.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  return undefined;
}

function idOf(metadata: unknown): unknown {
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as {
    event_type?: unknown;
    event_payload?: { id?: unknown };
  };
  return type === metadataType ? payload?.id : undefined;
}
