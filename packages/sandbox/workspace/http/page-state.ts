import type { Desk } from '../desk.ts';

type Fields = Record<string, unknown>;

/** Roles as the page shows them: people of other companies count as guests. */
function people(desk: Desk): Fields[] {
  return [...desk.team.people.values()].map((person) => {
    const isGuest = person.is_restricted || person.is_ultra_restricted || person.is_stranger;
    return {
      id: person.id,
      name: person.name,
      real_name: person.real_name,
      role: person.is_bot ? 'bot' : isGuest ? 'guest' : 'member',
      title: person.title ?? '',
      color: person.color ?? '#888888',
      deleted: person.deleted ?? false,
    };
  });
}

function channels(desk: Desk): Fields[] {
  return [...desk.team.channels.values()].map((channel) => ({
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    is_member: channel.is_member,
    is_private: channel.is_private,
    is_archived: channel.is_archived,
    ...(channel.user && { user: channel.user }),
  }));
}

/** Everything the page shows, as of now; /page/events then tells what changes. */
export function pageState(desk: Desk): Fields {
  const me = [...desk.team.people.values()].find((person) => !person.is_bot);
  return {
    team: desk.team.info,
    me: me?.id,
    people: people(desk),
    channels: channels(desk),
    user_groups: [...desk.team.userGroups.values()],
    commands: desk.team.commands,
    shortcuts: desk.team.shortcuts,
    messages: desk.conversations.all(),
    ephemerals: desk.conversations.ephemerals,
    views: desk.views.all(),
    homes: Object.fromEntries(desk.views.homes),
    files: [...desk.files.complete.values()],
    statuses: [...desk.statuses.values()],
    faults: {
      pending: desk.faults.list(),
      refused_blocks: [...desk.faults.refusedBlocks],
      limits: desk.faults.limits,
    },
    sockets: { connected: desk.sockets.connected },
  };
}
