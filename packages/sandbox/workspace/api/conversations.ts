import type { Desk } from '../desk.ts';
import { isTs, type Message } from '../talk/message.ts';
import type { Channel } from '../team/team.ts';
import { joinedChannel, knownChannel } from './channels.ts';
import { type Answer, type Args, type Method, paged, Refusal } from './method.ts';
import { shownMessage } from './shown-message.ts';

function shownChannel(channel: Channel): Answer {
  const isDirect = channel.kind === 'dm';
  return {
    id: channel.id,
    is_archived: channel.is_archived,
    is_im: isDirect,
    is_channel: !isDirect,
    is_mpim: false,
    is_member: channel.is_member,
    is_private: channel.is_private,
    is_general: false,
    is_ext_shared: false,
    num_members: channel.members.size,
    ...(isDirect ? { user: channel.user } : { name: channel.name, name_normalized: channel.name }),
  };
}

/** Private channels are listed only where the bot is in them. */
function list(args: Args, desk: Desk): Answer {
  return listOf(args, desk, () => true);
}

function listOf(args: Args, desk: Desk, isListed: (channel: Channel) => boolean): Answer {
  const types = (args.findString('types') ?? 'public_channel').split(',').map((type) => type.trim());
  const wanted = [...desk.team.channels.values()].filter((channel) => {
    if (!isListed(channel) || (channel.is_archived && args.flag('exclude_archived'))) return false;
    if (channel.kind === 'dm') return types.includes('im');
    if (channel.is_private) return types.includes('private_channel') && channel.is_member;
    return types.includes('public_channel');
  });
  const { page, next_cursor } = paged(wanted, args, 100);
  return { channels: page.map(shownChannel), response_metadata: { next_cursor } };
}

/** Those one person is in, or the bot itself. */
function ofUser(args: Args, desk: Desk): Answer {
  const user = args.findString('user') ?? desk.team.bot.id;
  if (user === desk.team.bot.id)
    return listOf(args, desk, (channel) => channel.kind === 'dm' || channel.is_member);
  if (!desk.team.people.has(user)) throw new Refusal('user_not_found');
  return listOf(args, desk, (channel) => channel.user === user || channel.members.has(user));
}

function members(args: Args, desk: Desk): Answer {
  const channel = knownChannel(desk, args.string('channel'));
  const { page, next_cursor } = paged([...channel.members], args, 100);
  return { members: page, response_metadata: { next_cursor } };
}

/** Keeps what lies between `oldest` and `latest`; the bounds count themselves only with `inclusive`. */
function within(messages: readonly Message[], args: Args): Message[] {
  const oldest = Number(args.findString('oldest') ?? 0);
  const latest = Number(args.findString('latest') ?? Infinity);
  const isInclusive = args.flag('inclusive');
  return messages.filter((message) => {
    const ts = Number(message.ts);
    return isInclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function shownPage(args: Args, desk: Desk, messages: readonly Message[]): Answer {
  const { page, next_cursor } = paged(messages, args, 100);
  const withMetadata = args.flag('include_all_metadata');
  return {
    messages: page.map((message) => shownMessage(desk, message, withMetadata)),
    has_more: next_cursor !== '',
    response_metadata: { next_cursor },
  };
}

/** Newest first; replies stand only in their thread unless they were broadcast. */
function history(args: Args, desk: Desk): Answer {
  const channel = joinedChannel(desk, args.string('channel'));
  const inChannel = desk.conversations.in(channel.id).filter((one) => !one.thread_ts || one.reply_broadcast);
  return shownPage(args, desk, within(inChannel, args).toReversed());
}

/** Oldest first, the parent always among them. */
function replies(args: Args, desk: Desk): Answer {
  const channel = joinedChannel(desk, args.string('channel'));
  const ts = args.string('ts');
  const named = isTs(ts) ? desk.conversations.find(channel.id, ts) : undefined;
  if (!named) throw new Refusal('thread_not_found');
  const [parent, ...rest] = desk.conversations.thread(channel.id, named.thread_ts ?? ts);
  return shownPage(args, desk, [...(parent ? [parent] : []), ...within(rest, args)]);
}

/** Joining again is no error. Slack lets bots into public channels only. */
function join(args: Args, desk: Desk): Answer {
  const channel = knownChannel(desk, args.string('channel'));
  if (channel.is_archived) throw new Refusal('is_archived');
  if (channel.is_private) throw new Refusal('method_not_supported_for_channel_type');
  channel.is_member = true;
  channel.members.add(desk.team.bot.id);
  return { channel: shownChannel(channel) };
}

/** The direct message with one person, opened or found. Group messages are not part of this workspace. */
function open(args: Args, desk: Desk): Answer {
  const users = args.string('users').split(',');
  if (users.length > 1) throw new Refusal('method_not_supported_for_channel_type');
  const person = desk.team.people.get(String(users[0]));
  if (!person) throw new Refusal('user_not_found');
  if (person.deleted) throw new Refusal('user_disabled');
  const channel = desk.team.directMessage(person.id);
  return { channel: args.flag('return_im') ? shownChannel(channel) : { id: channel.id } };
}

function info(args: Args, desk: Desk): Answer {
  return { channel: shownChannel(knownChannel(desk, args.string('channel'))) };
}

export const conversationMethods: Record<string, Method> = {
  'conversations.info': { access: 'bot', tier: 3, scope: 'channels:read', run: info },
  'conversations.list': { access: 'bot', tier: 2, scope: 'channels:read', run: list },
  'users.conversations': { access: 'bot', tier: 3, scope: 'channels:read', run: ofUser },
  'conversations.members': { access: 'bot', tier: 4, scope: 'channels:read', run: members },
  'conversations.history': { access: 'bot', tier: 3, scope: 'channels:history', run: history },
  'conversations.replies': { access: 'bot', tier: 3, scope: 'channels:history', run: replies },
  'conversations.join': { access: 'bot', tier: 3, scope: 'channels:join', run: join },
  'conversations.open': { access: 'bot', tier: 3, scope: 'im:write', run: open },
};
