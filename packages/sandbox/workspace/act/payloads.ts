import type { Desk } from '../desk.ts';
import { shownMessage } from '../api/shown-message.ts';
import { shownView } from '../api/views.ts';
import type { Ephemeral, Message } from '../talk/message.ts';
import type { View } from '../talk/views.ts';

type Fields = Record<string, unknown>;

/** What every interaction payload begins with. */
export function envelopeOf(desk: Desk, type: string, userId: string): Fields {
  const person = desk.team.people.get(userId);
  const teamId = person?.is_stranger ? 'T0OTHER' : desk.team.info.id;
  return {
    type,
    user: { id: userId, username: person?.name, name: person?.name, team_id: teamId },
    team: { id: desk.team.info.id, domain: desk.team.info.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: desk.team.appId,
    token: 'sandbox-verification-token',
    trigger_id: desk.tickets.trigger(userId),
  };
}

/** Slack calls every direct message `directmessage`. */
export function channelOf(desk: Desk, channelId: string): { id: string; name: string } {
  const channel = desk.team.channels.get(channelId);
  return { id: channelId, name: channel?.kind === 'dm' ? 'directmessage' : (channel?.name ?? '') };
}

/** Where a person can press something. */
export type Place =
  | { kind: 'message'; message: Message }
  | { kind: 'ephemeral'; ephemeral: Ephemeral }
  | { kind: 'view'; view: View };

/** Where an element stands, as `block_actions` and `block_suggestion` tell it. */
export function placeOf(desk: Desk, place: Place, values: Fields): Fields {
  if (place.kind === 'view') {
    return { container: { type: 'view', view_id: place.view.id }, view: shownView(desk, place.view, values) };
  }
  const shown = place.kind === 'message' ? place.message : place.ephemeral;
  const isEphemeral = place.kind === 'ephemeral';
  return {
    container: {
      type: 'message',
      message_ts: shown.ts,
      channel_id: shown.channel,
      is_ephemeral: isEphemeral,
      ...(shown.thread_ts && { thread_ts: shown.thread_ts }),
    },
    channel: channelOf(desk, shown.channel),
    // Slack keeps no ephemeral, so it cannot show one back.
    ...(place.kind === 'message' && { message: shownMessage(desk, place.message) }),
    state: { values },
  };
}
