import type { Desk } from '../desk.ts';
import type { Message } from '../talk/message.ts';

/** A message as the Web API and interaction payloads show it; metadata only where it is asked for. */
export function shownMessage(desk: Desk, message: Message, withMetadata = false): Record<string, unknown> {
  const { channel: _channel, bot, edited, metadata, reply_broadcast: broadcast, ...rest } = message;
  const isParent = (message.reply_count ?? 0) > 0;
  const replies = isParent ? desk.conversations.thread(message.channel, message.ts).slice(1) : [];
  return {
    type: 'message',
    ...rest,
    team: desk.team.info.id,
    ...(bot && { bot_id: desk.team.botId, app_id: desk.team.appId }),
    ...(broadcast && { subtype: 'thread_broadcast' }),
    ...(edited && { edited: { user: message.user, ts: message.ts } }),
    ...(isParent && {
      thread_ts: message.ts,
      latest_reply: replies.at(-1)?.ts,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
      reply_users_count: new Set(replies.map((reply) => reply.user)).size,
    }),
    ...(message.thread_ts && {
      parent_user_id: desk.conversations.find(message.channel, message.thread_ts)?.user,
    }),
    ...(withMetadata && metadata && { metadata }),
  };
}
