import type { ProbeTransport } from '#probes/probe-transport.ts';
import { observe } from '#probes/observe.ts';
import type { Probe, Target } from '#probes/probe.ts';
import type { Observation } from '#catalog/observation.ts';

export type LookRequest = {
  /** One look of one processing of a run: another processing, or a second look, has another id. */
  readonly id: string;
  readonly runId: string;
  readonly targets: readonly Target[];
  readonly deadlineMs: number;
};

/**
 * Looks at all targets at once. Tells each observation as soon as it is there, a second time only when more is known.
 * Never rejects, never hangs: resolves when all was looked at, at the deadline or on abort at the latest, with every
 * probe that applies; what had not answered by then is `unknown`.
 */
export type Look = (
  request: LookRequest,
  onObservation: (observation: Observation) => void,
  signal: AbortSignal,
) => Promise<readonly Observation[]>;

/** From this process. */
export function createObserveDirectly(deps: {
  readonly transport: ProbeTransport;
  readonly probes: readonly Probe[];
}): Look {
  return ({ targets, deadlineMs }, onObservation, signal) =>
    observe({ ...deps, targets, deadlineMs, onObservation, signal });
}
