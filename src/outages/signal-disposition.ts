import type { Outage, Signal } from './events.ts';

/** The disposition of a signal: `hold` keeps it back until it can be shown. */
export type Place = 'open' | 'join' | 'hold' | 'drop';

/** Each time it is looked at, all of it is read: what flaps every half minute would be the work of a whole process. */
const seenAtMost = 1000;

/** `newest`: the last outage of the service, over or not. */
export function placeOf(
  signal: Signal,
  newest: Outage | undefined,
  reopenWithinMs: number,
  isInMaintenance: boolean,
): Place {
  const isOver = newest?.resolved !== undefined;
  if (signal.state === 'up') {
    const isKnown = newest?.alarms.some(({ fingerprint }) => fingerprint === signal.fingerprint) === true;
    // What recovered without ever having been told needs no word.
    return isKnown && !isOver ? 'join' : 'drop';
  }
  const isFull = newest !== undefined && newest.seen >= seenAtMost;
  // Whoever has this outage is at it already.
  if (newest !== undefined && !isOver && !isFull) return 'join';
  // Of a full one only the end is still told; what fails then goes on in another.
  if (isInMaintenance || (isFull && !isOver && newest.state !== 'recovered')) return 'hold';
  const over = newest?.resolved?.at;
  return over !== undefined && !isFull && signal.at - over <= reopenWithinMs ? 'join' : 'open';
}
