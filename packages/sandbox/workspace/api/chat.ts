import type { Desk } from '../desk.ts';
import type { Channel } from '../team/team.ts';
import { joinedChannel, knownChannel, messageAt, postableChannel, threadParent } from './channels.ts';
import { readDraft } from './draft.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';
import { shownMessage } from './shown-message.ts';

/** One message a second and channel. */
function limitChannel(desk: Desk, channel: Channel): void {
  const waitS = desk.faults.limits.channel ? desk.limits.channel(channel.id) : 0;
  if (waitS > 0) throw new Refusal('ratelimited', [], { retryAfterS: waitS });
}

/** Not idempotent: a call whose answer is lost and that is sent again posts twice, as in Slack. */
function post(args: Args, desk: Desk): Answer {
  const channel = postableChannel(desk, args.string('channel'));
  const parent = threadParent(desk, channel, args);
  const draft = readDraft(args, desk, 'post');
  limitChannel(desk, channel);
  const username = args.findString('username');
  const message = desk.conversations.add({
    ...draft,
    channel: channel.id,
    user: desk.team.bot.id,
    bot: true,
    ...(username && { username }),
    ...(parent && { thread_ts: parent.ts }),
    ...(parent && args.flag('reply_broadcast') && { reply_broadcast: true }),
  });
  const spoken = `${channel.id} ${parent?.ts ?? ''}`;
  // Slack takes the app's status away as soon as the app says something in that thread.
  if (desk.statuses.delete(spoken)) {
    desk.changes.emit({ type: 'status', channel: channel.id, thread_ts: parent?.ts, status: '' });
  }
  return { channel: channel.id, ts: message.ts, message: shownMessage(desk, message, true) };
}

/** An app edits and deletes only what it said itself. */
function ownMessage(args: Args, desk: Desk, error: string): ReturnType<typeof messageAt> {
  const message = messageAt(desk, joinedChannel(desk, args.string('channel')), args.string('ts'));
  if (message.user !== desk.team.bot.id) throw new Refusal(error);
  return message;
}

/**
 * Blocks and attachments that are not sent are kept, empty lists remove them (Slack: reference/methods/chat.update:
 * "the previous blocks will be retained"; slackapi/python-slack-sdk#523). Some senders see text alone remove them:
 * `updateKeeps: 'nothing'` plays that. Blocks without text leave an empty text; what the message had apart from these
 * (files, metadata, reactions, place) stays. Nobody is notified, and only a change by text alone shows "edited".
 */
function update(args: Args, desk: Desk): Answer {
  const old = ownMessage(args, desk, 'cant_update_message');
  const draft = readDraft(args, desk, 'update');
  const { blocks, attachments, edited: _edited, ...kept } = old;
  const keeps = desk.updateKeeps === 'blocks';
  const message = desk.conversations.replace({
    ...kept,
    ...(keeps && blocks && !args.has('blocks') && !args.has('markdown_text') && { blocks }),
    ...(keeps && attachments && !args.has('attachments') && { attachments }),
    ...draft,
    ...(!draft.blocks && { edited: true }),
  });
  return {
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: shownMessage(desk, message, true),
  };
}

function remove(args: Args, desk: Desk): Answer {
  const message = ownMessage(args, desk, 'cant_delete_message');
  desk.conversations.remove(message);
  return { channel: message.channel, ts: message.ts };
}

/** Refused for people who are not in the channel: Slack would show it to nobody. */
function postEphemeral(args: Args, desk: Desk): Answer {
  const channel = postableChannel(desk, args.string('channel'));
  const user = args.string('user');
  if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
  const parent = threadParent(desk, channel, args);
  const { text, blocks } = readDraft(args, desk, 'post');
  const ephemeral = desk.conversations.whisper({
    text,
    user,
    channel: channel.id,
    ...(blocks && { blocks }),
    ...(parent && { thread_ts: parent.ts }),
  });
  return { message_ts: ephemeral.ts };
}

function getPermalink(args: Args, desk: Desk): Answer {
  const channel = knownChannel(desk, args.string('channel'));
  const message = messageAt(desk, channel, args.string('message_ts'));
  const thread = message.thread_ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
  const permalink = `${desk.origin}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink };
}

export const chatMethods: Record<string, Method> = {
  // Its own limit is one message a second and channel, not a tier.
  'chat.postMessage': { access: 'bot', tier: 'none', scope: 'chat:write', run: post },
  'chat.update': { access: 'bot', tier: 3, scope: 'chat:write', run: update },
  'chat.delete': { access: 'bot', tier: 3, scope: 'chat:write', run: remove },
  'chat.postEphemeral': { access: 'bot', tier: 4, scope: 'chat:write', run: postEphemeral },
  'chat.getPermalink': { access: 'bot', tier: 'none', run: getPermalink },
};
