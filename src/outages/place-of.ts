import type { Outage } from './outage.ts';
import type { Sighting } from './sighting.ts';

/** What becomes of a sighting: `hold` keeps it back until its service is no longer quiet. */
export type Place = 'open' | 'join' | 'hold' | 'drop';

/** `newest`: the last outage of the service, over or not. */
export function placeOf(
  sighting: Sighting,
  newest: Outage | undefined,
  reopenWithinMs: number,
  isQuiet: boolean,
): Place {
  const isOver = newest?.resolved !== undefined;
  if (sighting.state === 'up') {
    const isKnown = newest?.alarms.some(({ fingerprint }) => fingerprint === sighting.fingerprint) === true;
    // What recovered without ever having been told needs no word.
    return isKnown && !isOver ? 'join' : 'drop';
  }
  // Whoever has this outage is at it already.
  if (newest !== undefined && !isOver) return 'join';
  if (isQuiet) return 'hold';
  const over = newest?.resolved?.at;
  return over !== undefined && sighting.at - over <= reopenWithinMs ? 'join' : 'open';
}
