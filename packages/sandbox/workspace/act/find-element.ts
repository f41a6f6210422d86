import type { Desk } from '../desk.ts';
import { elementsOf } from '../talk/block-ids.ts';
import type { Block } from '../talk/message.ts';
import type { Place } from './payloads.ts';

type Fields = Record<string, unknown>;

/** A message or ephemeral by channel and ts, or a view by id. */
export type Target = {
  channel?: string | undefined;
  ts?: string | undefined;
  view_id?: string | undefined;
};

/** The message, ephemeral or view a person sees at this place; a reason in words when they see none. */
export function findPlace(desk: Desk, user: string, target: Target): Place | { error: string } {
  if (target.view_id !== undefined) {
    const found = desk.views.find(target.view_id);
    return found?.user === user ? { kind: 'view', view: found.view } : { error: 'view_not_found' };
  }
  const { channel = '', ts = '' } = target;
  const message = desk.conversations.find(channel, ts);
  if (message) {
    const isMember = desk.team.channels.get(channel)?.members.has(user);
    return isMember ? { kind: 'message', message } : { error: 'not_in_channel' };
  }
  const ephemeral = desk.conversations.ephemerals.find((one) => one.ts === ts && one.user === user);
  return ephemeral ? { kind: 'ephemeral', ephemeral } : { error: 'message_not_found' };
}

export function blocksOf(place: Place): readonly Block[] {
  if (place.kind === 'view') return place.view.blocks;
  return (place.kind === 'message' ? place.message.blocks : place.ephemeral.blocks) ?? [];
}

/** An action id, the same with its block, or a condition on the element. */
export type Wanted =
  | string
  | { block_id?: string | undefined; action_id: string }
  | ((element: Fields) => boolean);

/** The first that fits, as action ids repeat only across blocks. */
export function findElement(
  blocks: readonly Block[],
  wanted: Wanted,
): { block_id: string; element: Fields } | undefined {
  return blocks.flatMap(elementsOf).find(({ block_id: blockId, element }) => {
    if (typeof wanted === 'function') return wanted(element);
    if (typeof wanted === 'string') return element.action_id === wanted;
    const isBlock = wanted.block_id === undefined || wanted.block_id === blockId;
    return isBlock && element.action_id === wanted.action_id;
  });
}
