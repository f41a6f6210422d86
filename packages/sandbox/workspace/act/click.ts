import type { Desk } from '../desk.ts';
import { blocksOf, findElement, type Wanted } from './find-element.ts';
import { envelopeOf, placeOf, type Place } from './payloads.ts';
import { type Done, doneOf, notDone } from './outcome.ts';
import { allOptions, stateOf } from './values.ts';

type Fields = Record<string, unknown>;

/** What Slack echoes of an element in the action. A button's value is the message's own, whatever a client says. */
const echoed = ['text', 'value', 'style', 'confirm', 'placeholder', 'initial_option'];

/** Fixed menus answer only with one of their options, named by its value. */
function chosenFrom(element: Fields, chosen: Fields): Fields | { error: string } {
  const { selected_option: picked } = chosen as { selected_option?: Fields };
  const offered = allOptions(element);
  if (!picked || offered.length === 0) return chosen;
  const own = offered.find((option) => option.value === picked.value);
  return own ? { ...chosen, selected_option: own } : { error: 'option_not_found' };
}

/** Where an answer to a click goes: to the person, in the channel of what they clicked, which it may replace. */
function responsePlace(user: string, place: Exclude<Place, { kind: 'view' }>) {
  const shown = place.kind === 'message' ? place.message : place.ephemeral;
  return {
    user,
    channel: shown.channel,
    ...(shown.thread_ts && { clickedIn: shown.thread_ts }),
    original: { ts: shown.ts, isEphemeral: place.kind === 'ephemeral' },
  };
}

/** Clicks a button or chooses from a menu; `chosen` are the action's own fields (`selected_option`, `value`, …). */
export async function click(
  desk: Desk,
  user: string,
  place: Place,
  wanted: Wanted,
  chosen: Fields = {},
  values: Fields = {},
): Promise<Done> {
  const found = findElement(blocksOf(place), wanted);
  if (!found) return notDone('action_not_found');
  const { element, block_id: blockId } = found;
  const echo = Object.fromEntries(
    echoed.filter((name) => element[name] !== undefined).map((n) => [n, element[n]]),
  );
  const own = chosenFrom(element, chosen);
  if (typeof own.error === 'string') return notDone(own.error);
  const action = {
    ...own,
    ...echo,
    type: element.type,
    action_id: element.action_id,
    block_id: blockId,
    action_ts: (Date.now() / 1000).toFixed(6),
  };
  const isView = place.kind === 'view';
  const outcome = await desk.envelopes.request('interactive', {
    ...envelopeOf(desk, 'block_actions', user),
    ...placeOf(desk, place, stateOf(blocksOf(place), values)),
    ...(!isView && { response_url: desk.tickets.responseUrl(responsePlace(user, place), desk.origin) }),
    actions: [action],
  });
  return doneOf(outcome);
}
