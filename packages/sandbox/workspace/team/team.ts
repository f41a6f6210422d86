import type { ChannelSeed, CommandSeed, PersonSeed, ShortcutSeed, TeamSeed, UserGroupSeed } from './seed.ts';

export type Channel = {
  id: string;
  name: string;
  kind: 'channel' | 'dm';
  /** Whether the bot is in it. */
  is_member: boolean;
  is_private: boolean;
  is_archived: boolean;
  members: Set<string>;
  /** The person on the other side of a direct message with the bot. */
  user?: string;
};

/** The people, channels and groups of one workspace; tests may change them while the bot runs. */
export class Team {
  readonly info: TeamSeed['team'];
  readonly people = new Map<string, PersonSeed>();
  readonly channels = new Map<string, Channel>();
  readonly userGroups = new Map<string, UserGroupSeed>();
  readonly commands: readonly CommandSeed[];
  readonly shortcuts: readonly ShortcutSeed[];
  readonly bot: PersonSeed;
  readonly botId = 'B0BOT';
  readonly appId = 'A0RESUS';

  constructor(seed: TeamSeed) {
    this.info = seed.team;
    this.commands = seed.commands;
    this.shortcuts = seed.shortcuts;
    for (const person of seed.people) this.people.set(person.id, { ...person });
    for (const group of seed.userGroups) this.userGroups.set(group.id, { ...group, users: [...group.users] });
    const bot = [...this.people.values()].find((person) => person.is_bot);
    if (!bot) throw new Error('The seed has no person with is_bot: the workspace needs one bot user.');
    this.bot = bot;
    for (const channel of seed.channels) this.channels.set(channel.id, this.channelOf(channel));
    for (const person of seed.people) if (!person.is_bot) this.directMessage(person.id);
  }

  /** Changes a person for everyone who looks from now on: `change('U0AMARA', { deleted: true })`. */
  change(userId: string, changes: Partial<Omit<PersonSeed, 'id'>>): void {
    const person = this.people.get(userId);
    if (!person) throw new Error(`There is no person ${userId} in this workspace.`);
    Object.assign(person, changes);
  }

  /** By id, or by name with or without `#`. */
  findChannel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    return this.channels.get(idOrName) ?? [...this.channels.values()].find((one) => one.name === name);
  }

  /** The direct message of a person with the bot, opened on first use. */
  directMessage(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const known = this.channels.get(id);
    if (known) return known;
    const channel: Channel = {
      id,
      name: this.people.get(userId)?.name ?? userId,
      kind: 'dm',
      is_member: true,
      is_private: true,
      is_archived: false,
      members: new Set([userId, this.bot.id]),
      user: userId,
    };
    this.channels.set(id, channel);
    return channel;
  }

  private channelOf(seed: ChannelSeed): Channel {
    const everyone = [...this.people.values()].filter((person) => !person.is_bot).map((person) => person.id);
    const members = new Set(seed.members ?? everyone);
    if (seed.is_member) members.add(this.bot.id);
    return {
      id: seed.id,
      name: seed.name,
      kind: 'channel',
      is_member: seed.is_member,
      is_private: seed.is_private ?? false,
      is_archived: seed.is_archived ?? false,
      members,
    };
  }
}
