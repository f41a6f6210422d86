/** Who and what a workspace starts with. Ids are invented, in Slack's form. */
export type PersonSeed = {
  id: string;
  name: string;
  real_name: string;
  title?: string;
  email?: string;
  color?: string;
  /** A guest: may talk, and is to be refused by most policies. */
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_bot?: boolean;
  is_admin?: boolean;
  /** Deactivated: keeps its id and messages, may do nothing. */
  deleted?: boolean;
  /** From another company, through Slack Connect. */
  is_stranger?: boolean;
};

export type ChannelSeed = {
  id: string;
  name: string;
  /** Whether the bot is in it. */
  is_member: boolean;
  is_private?: boolean;
  is_archived?: boolean;
  /** Default: everyone who is not a bot. */
  members?: string[];
};

export type UserGroupSeed = { id: string; handle: string; name: string; users: string[] };

export type CommandSeed = {
  command: string;
  description: string;
  usage_hint?: string;
  /** Names of people and channels reach the app as ids. */
  should_escape?: boolean;
};

/** A shortcut of the app: from anywhere, or on a message. */
export type ShortcutSeed = { name: string; type: 'global' | 'message'; callback_id: string };

export type TeamSeed = {
  team: { id: string; name: string; domain: string };
  people: PersonSeed[];
  channels: ChannelSeed[];
  userGroups: UserGroupSeed[];
  commands: CommandSeed[];
  shortcuts: ShortcutSeed[];
};

export const defaultSeed: TeamSeed = {
  team: { id: 'T0RESUS', name: 'Resus sandbox', domain: 'resus-sandbox' },
  people: [
    { id: 'U0ROSA', name: 'rosa', real_name: 'Rosa Iglesias', title: 'Support engineer', color: '#2f7ed8' },
    { id: 'U0AMARA', name: 'amara', real_name: 'Amara Diallo', title: 'Site reliability', color: '#8a4baf' },
    { id: 'U0BJORN', name: 'bjorn', real_name: 'Björn Lund', title: 'Site reliability', color: '#2e8540' },
    {
      id: 'U0GUEST',
      name: 'gwen',
      real_name: 'Gwen Carver',
      title: 'Guest, contractor',
      color: '#b0651d',
      is_restricted: true,
    },
    {
      id: 'U0BOT',
      name: 'resus',
      real_name: 'Resus',
      title: 'Emergency room',
      color: '#c0392b',
      is_bot: true,
    },
  ],
  channels: [
    { id: 'C0OPS', name: 'ops', is_member: true },
    { id: 'C0PAYMENTS', name: 'payments', is_member: true },
    { id: 'C0RANDOM', name: 'random', is_member: false },
  ],
  userGroups: [{ id: 'S0SRE', handle: 'sre', name: 'Site reliability', users: ['U0AMARA', 'U0BJORN'] }],
  commands: [
    { command: '/diagnose', description: 'Find out why a service fails', usage_hint: '<service> [host]' },
    { command: '/restart', description: 'Plan the restart of a service', usage_hint: '<service>' },
    { command: '/runbook', description: 'Plan an action', usage_hint: '<action> <service> [key=value…]' },
    {
      command: '/outage',
      description: 'Work with outages',
      usage_hint: '[list|open|ack|resolve|assign|silence|severity|postmortem] …',
      should_escape: true,
    },
    { command: '/services', description: 'List the services and how they are' },
    {
      command: '/resus',
      description: 'Help, status, freeze',
      usage_hint: '[help|status|freeze|thaw|doctor]',
    },
  ],
  shortcuts: [
    { name: 'Diagnose a service', type: 'global', callback_id: 'diagnose_service' },
    { name: 'Diagnose this', type: 'message', callback_id: 'diagnose_message' },
  ],
};
