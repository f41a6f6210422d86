import { randomUUID } from 'node:crypto';
import type { Desk } from '../desk.ts';
import type { Message } from '../talk/message.ts';
import type { Channel } from '../team/team.ts';
import { type Done, notDone } from './outcome.ts';

/** An event in the envelope of the Events API; nothing is sent that the app did not subscribe to. */
export function sendEvent(desk: Desk, name: string, event: Record<string, unknown>): void {
  if (!desk.events.has(name)) return;
  void desk.envelopes.event({
    type: 'event_callback',
    token: 'sandbox-verification-token',
    team_id: desk.team.info.id,
    api_app_id: desk.team.appId,
    event,
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 12).toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: desk.team.info.id, user_id: desk.team.bot.id, is_bot: true },
    ],
    is_ext_shared_channel: false,
  });
}

/** Slack tells the bot only of channels it is in; a mention in a direct message is a message like any other. */
function tellBot(desk: Desk, channel: Channel, message: Message): void {
  if (!channel.is_member) return;
  const common = {
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: desk.team.info.id,
    channel: channel.id,
    event_ts: message.ts,
    client_msg_id: randomUUID(),
    ...(message.thread_ts && { thread_ts: message.thread_ts }),
  };
  const isDirect = channel.kind === 'dm';
  if (!isDirect && message.text.includes(`<@${desk.team.bot.id}>`)) {
    sendEvent(desk, 'app_mention', { type: 'app_mention', ...common });
  }
  const kind = isDirect ? 'im' : channel.is_private ? 'group' : 'channel';
  sendEvent(desk, `message.${isDirect ? 'im' : `${kind}s`}`, {
    type: 'message',
    channel_type: kind,
    ...common,
  });
}

const reserved: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Typed names become mentions and reserved characters are escaped once, as Slack's composer does. */
function typedText(desk: Desk, text: string): string {
  const escaped = text.replaceAll(/<[@#!][^<>]*>|&(?:amp|lt|gt);|[&<>]/g, (part) => reserved[part] ?? part);
  return escaped.replaceAll(/(?<![\w<])@([\w.-]+)/g, (whole, name: string) => {
    const person = [...desk.team.people.values()].find((one) => one.name === name);
    return person ? `<@${person.id}>` : whole;
  });
}

/** A message from a person, told to the bot as far as Slack would. Synchronous: nobody acks a message. */
export function say(
  desk: Desk,
  user: string,
  channelId: string,
  text: string,
  options: { thread_ts?: string | undefined } = {},
): Done & { message?: Message } {
  const channel = desk.team.findChannel(channelId);
  if (!channel?.members.has(user)) return notDone('channel_not_found');
  if (channel.is_archived) return notDone('is_archived');
  if (text.trim() === '') return notDone('no_text');
  const { thread_ts: threadTs } = options;
  if (threadTs && !desk.conversations.find(channel.id, threadTs)) return notDone('thread_not_found');
  const message = desk.conversations.add({
    channel: channel.id,
    user,
    text: typedText(desk, text),
    ...(threadTs && { thread_ts: threadTs }),
  });
  tellBot(desk, channel, message);
  return { ok: true, message };
}
