import { shownMessage } from '../api/shown-message.ts';
import { shownView } from '../api/views.ts';
import type { Desk } from '../desk.ts';
import type { Message } from '../talk/message.ts';
import { channelOf, envelopeOf } from './payloads.ts';
import { type Done, doneOf } from './outcome.ts';
import { sendEvent } from './say.ts';

/** Opens the app's home tab; the app answers by publishing it. */
export function openHome(desk: Desk, user: string): Done {
  const view = desk.views.homes.get(user);
  sendEvent(desk, 'app_home_opened', {
    type: 'app_home_opened',
    user,
    channel: desk.team.directMessage(user).id,
    tab: 'home',
    event_ts: (Date.now() / 1000).toFixed(6),
    ...(view && { view: shownView(desk, view) }),
  });
  return { ok: true };
}

/** A global shortcut, or one on a message. */
export async function shortcut(
  desk: Desk,
  user: string,
  callbackId: string,
  message?: Message,
): Promise<Done> {
  const common = { callback_id: callbackId, action_ts: (Date.now() / 1000).toFixed(6) };
  if (!message) {
    const payload = { ...envelopeOf(desk, 'shortcut', user), ...common };
    return doneOf(await desk.envelopes.request('interactive', payload));
  }
  const place = { user, channel: message.channel, original: { ts: message.ts, isEphemeral: false } };
  const payload = {
    ...envelopeOf(desk, 'message_action', user),
    ...common,
    message_ts: message.ts,
    channel: channelOf(desk, message.channel),
    message: shownMessage(desk, message),
    response_url: desk.tickets.responseUrl(place, desk.origin),
  };
  return doneOf(await desk.envelopes.request('interactive', payload));
}
