import type { CheckPorts } from './check-monitor.ts';

type LastBeat = CheckPorts['lastBeat'];

/** More than a clock drifts between two looks. */
const stepMs = 10_000;

/**
 * A clock that was set forward, or a machine that slept, makes every heartbeat look old, though no job was silent, or
 * none could be heard. Silence counts from that moment then.
 */
export function sinceSteps(lastBeat: LastBeat, steadyMs: () => number = () => performance.now()): LastBeat {
  let offset: number | undefined;
  let steppedAt = 0;
  return async (monitorId, nowMs) => {
    const found = nowMs - steadyMs();
    if (offset !== undefined && found - offset > stepMs) steppedAt = nowMs;
    // Set back: a step of before would be still to come.
    steppedAt = Math.min(steppedAt, nowMs);
    offset = found;
    return Math.max(await lastBeat(monitorId, nowMs), steppedAt);
  };
}
