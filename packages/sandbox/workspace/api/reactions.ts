import type { Desk } from '../desk.ts';
import type { Message, Reaction } from '../talk/message.ts';
import { joinedChannel, messageAt } from './channels.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';

/** The message, the emoji's bare name, and the bot's own reaction if it has one. */
function target(args: Args, desk: Desk): { message: Message; name: string; mine: Reaction | undefined } {
  const name = args.string('name').replaceAll(':', '');
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refusal('invalid_name');
  const message = messageAt(desk, joinedChannel(desk, args.string('channel')), args.string('timestamp'));
  const mine = message.reactions?.find((one) => one.name === name && one.users.includes(desk.team.bot.id));
  return { message, name, mine };
}

/** A reaction nobody holds any more is gone. */
function withUsers(message: Message, name: string, users: string[], desk: Desk): void {
  const others = (message.reactions ?? []).filter((one) => one.name !== name);
  const reactions = users.length > 0 ? [...others, { name, users, count: users.length }] : others;
  desk.conversations.replace({ ...message, reactions });
}

function usersOf(message: Message, name: string): string[] {
  return message.reactions?.find((one) => one.name === name)?.users ?? [];
}

function add(args: Args, desk: Desk): Answer {
  const { message, name, mine } = target(args, desk);
  if (mine) throw new Refusal('already_reacted');
  withUsers(message, name, [...usersOf(message, name), desk.team.bot.id], desk);
  return {};
}

function remove(args: Args, desk: Desk): Answer {
  const { message, name, mine } = target(args, desk);
  if (!mine) throw new Refusal('no_reaction');
  const users = usersOf(message, name).filter((user) => user !== desk.team.bot.id);
  withUsers(message, name, users, desk);
  return {};
}

export const reactionMethods: Record<string, Method> = {
  'reactions.add': { access: 'bot', tier: 3, scope: 'reactions:write', run: add },
  'reactions.remove': { access: 'bot', tier: 2, scope: 'reactions:write', run: remove },
};
