import type { Desk } from '../desk.ts';
import { isTs, type Message } from '../talk/message.ts';
import type { Channel } from '../team/team.ts';
import { type Args, Refusal } from './method.ts';

/** The channel as far as the bot may know of it: a private one it is not in does not exist. */
export function knownChannel(desk: Desk, id: string): Channel {
  const channel = desk.team.channels.get(id);
  if (!channel || (channel.is_private && !channel.is_member)) throw new Refusal('channel_not_found');
  return channel;
}

/** A channel the bot is in. */
export function joinedChannel(desk: Desk, id: string): Channel {
  const channel = knownChannel(desk, id);
  if (!channel.is_member) throw new Refusal('not_in_channel');
  return channel;
}

/** Where a message may be posted: a channel's id or name, or a person's id for the direct message with them. */
export function postableChannel(desk: Desk, idOrName: string): Channel {
  const named = desk.team.findChannel(idOrName);
  const person = desk.team.people.get(idOrName);
  const id = person && !person.is_bot ? desk.team.directMessage(person.id).id : (named?.id ?? idOrName);
  const channel = joinedChannel(desk, id);
  if (channel.is_archived) throw new Refusal('is_archived');
  return channel;
}

/**
 * The parent that a reply names. Slack takes the ts of a reply too and makes a thread nobody finds: here that is
 * refused, because it is always a mistake.
 */
export function threadParent(desk: Desk, channel: Channel, args: Args): Message | undefined {
  if (!args.has('thread_ts')) return undefined;
  const ts = args.raw.thread_ts;
  if (!isTs(ts)) throw new Refusal('invalid_thread_ts');
  const parent = desk.conversations.find(channel.id, ts);
  if (!parent || (parent.thread_ts && parent.thread_ts !== parent.ts)) throw new Refusal('thread_not_found');
  return parent;
}

/** By its ts, which Slack compares as text: a number or a rounded one is not found. */
export function messageAt(desk: Desk, channel: Channel, ts: string): Message {
  const message = isTs(ts) ? desk.conversations.find(channel.id, ts) : undefined;
  if (!message) throw new Refusal('message_not_found');
  return message;
}
