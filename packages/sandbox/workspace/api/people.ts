import type { Desk } from '../desk.ts';
import type { PersonSeed, UserGroupSeed } from '../team/seed.ts';
import { type Answer, type Args, type Method, paged, Refusal } from './method.ts';

const emailOf = (person: PersonSeed): string => person.email ?? `${person.name}@example.test`;

/** A person as `users.info` shows them: what a policy reads again at every click. */
function shownPerson(person: PersonSeed, desk: Desk): Answer {
  return {
    id: person.id,
    team_id: person.is_stranger ? 'T0OTHER' : desk.team.info.id,
    name: person.name,
    real_name: person.real_name,
    deleted: person.deleted ?? false,
    color: (person.color ?? '#888888').slice(1),
    tz: 'Europe/Berlin',
    tz_offset: 3600,
    is_admin: person.is_admin ?? false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: (person.is_restricted ?? false) || (person.is_ultra_restricted ?? false),
    is_ultra_restricted: person.is_ultra_restricted ?? false,
    is_stranger: person.is_stranger ?? false,
    is_bot: person.is_bot ?? false,
    is_app_user: false,
    updated: 1_763_000_000,
    profile: {
      title: person.title ?? '',
      real_name: person.real_name,
      real_name_normalized: person.real_name,
      display_name: person.name,
      display_name_normalized: person.name,
      ...(!person.is_bot && { email: emailOf(person) }),
      ...(person.is_bot && { bot_id: desk.team.botId, api_app_id: desk.team.appId }),
      team: desk.team.info.id,
    },
  };
}

function info(args: Args, desk: Desk): Answer {
  const person = desk.team.people.get(args.string('user'));
  if (!person) throw new Refusal('user_not_found');
  return { user: shownPerson(person, desk) };
}

/** Deactivated people and bots are listed too, each marked as such. */
function list(args: Args, desk: Desk): Answer {
  const { page, next_cursor } = paged([...desk.team.people.values()], args, 100);
  return { members: page.map((person) => shownPerson(person, desk)), response_metadata: { next_cursor } };
}

/** Neither bots nor deactivated people are found by their address. */
function lookupByEmail(args: Args, desk: Desk): Answer {
  const email = args.string('email');
  const person = [...desk.team.people.values()].find(
    (one) => !one.is_bot && !one.deleted && emailOf(one) === email,
  );
  if (!person) throw new Refusal('users_not_found');
  return { user: shownPerson(person, desk) };
}

function shownGroup(group: UserGroupSeed, desk: Desk, withUsers: boolean): Answer {
  return {
    id: group.id,
    team_id: desk.team.info.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_delete: 0,
    user_count: group.users.length,
    ...(withUsers && { users: group.users }),
  };
}

function groups(args: Args, desk: Desk): Answer {
  const withUsers = args.flag('include_users');
  return {
    usergroups: [...desk.team.userGroups.values()].map((group) => shownGroup(group, desk, withUsers)),
  };
}

/** Slack leaves deactivated people out of a group. */
function groupUsers(args: Args, desk: Desk): Answer {
  const group = desk.team.userGroups.get(args.string('usergroup'));
  if (!group) throw new Refusal('no_such_subteam');
  return { users: group.users.filter((id) => desk.team.people.get(id)?.deleted !== true) };
}

export const peopleMethods: Record<string, Method> = {
  'users.info': { access: 'bot', tier: 4, scope: 'users:read', run: info },
  'users.list': { access: 'bot', tier: 2, scope: 'users:read', run: list },
  'users.lookupByEmail': { access: 'bot', tier: 3, scope: 'users:read.email', run: lookupByEmail },
  'usergroups.list': { access: 'bot', tier: 2, scope: 'usergroups:read', run: groups },
  'usergroups.users.list': { access: 'bot', tier: 2, scope: 'usergroups:read', run: groupUsers },
};
