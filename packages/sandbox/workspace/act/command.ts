import { Args, Refusal } from '../api/method.ts';
import type { Desk } from '../desk.ts';
import { say } from '../http/respond.ts';
import { channelOf } from './payloads.ts';
import { type Done, doneOf, notDone } from './outcome.ts';

/**
 * A slash command, typed in a channel: Slack has none in threads, and delivers it also where the bot is not. An
 * answer inside the ack is shown like any other.
 */
export async function command(desk: Desk, user: string, channelId: string, typed: string): Promise<Done> {
  const [name = '', ...rest] = typed.trim().split(' ');
  const channel = desk.team.findChannel(channelId);
  if (!channel?.members.has(user)) return notDone('channel_not_found');
  if (!desk.team.commands.some((one) => one.command === name)) return notDone('unknown_command');
  // The ack and the response_url speak to the same place, so `replace_original` finds either.
  const place = { user, channel: channel.id };
  const person = desk.team.people.get(user);
  const outcome = await desk.envelopes.request('slash_commands', {
    token: 'sandbox-verification-token',
    team_id: desk.team.info.id,
    team_domain: desk.team.info.domain,
    channel_id: channel.id,
    channel_name: channelOf(desk, channel.id).name,
    user_id: user,
    user_name: person?.name,
    command: name,
    text: rest.join(' ').trim(),
    api_app_id: desk.team.appId,
    is_enterprise_install: 'false',
    response_url: desk.tickets.responseUrl(place, desk.origin),
    trigger_id: desk.tickets.trigger(user),
  });
  const done = doneOf(outcome);
  if (!done.response) return done;
  try {
    say(desk, place, new Args(done.response));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...done, ok: false, error: error.code };
  }
  return done;
}
