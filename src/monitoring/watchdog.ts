import type { Monitor } from '#catalog/monitors.ts';

/** Checks may be late by a failover; later than this, nobody makes them. */
const leastPatienceMs = 60_000;
const turnsMissed = 3;

/** How long without any result means that the monitors do not run; undefined when there are none. */
export function patienceOf(monitors: Iterable<Pick<Monitor, 'everyMs'>>): number | undefined {
  const every = [...monitors].map(({ everyMs }) => everyMs);
  return every.length === 0 ? undefined : Math.max(leastPatienceMs, turnsMissed * Math.min(...every));
}

export type Pulse =
  | { readonly state: 'beating' }
  /** `since`: the last result there was. */
  | { readonly state: 'stopped'; readonly since: number };

/** `startedAt`: of who asks. Before anything was ever checked, it is given as long as one that stopped. */
export function pulseOf(
  lastAt: number | undefined,
  startedAt: number,
  patienceMs: number,
  now: number,
): Pulse {
  const since = lastAt ?? startedAt;
  return now - since > patienceMs ? { state: 'stopped', since } : { state: 'beating' };
}
