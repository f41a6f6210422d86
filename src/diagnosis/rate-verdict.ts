import type { Clock } from '#base/clock.ts';
import type { RunEvent } from './events.ts';
import type { RunStore } from './run-store.ts';

export type RateVerdict = {
  readonly runId: string;
  /** The Slack user: who said it, so that a second thought replaces the first. */
  readonly by: string;
  readonly isRight: boolean;
  /** Names the click: delivered twice it counts once. */
  readonly clickId: string;
};

export type RatedVerdict = 'rated' | 'run_gone';

export type RateVerdictDeps = {
  readonly runs: Pick<RunStore, 'append'>;
  readonly clock: Clock;
};

/** Keeps what a person says of a verdict with its run. Throws when Redis does not take it. */
export function createRateVerdict({ runs, clock }: RateVerdictDeps) {
  return async ({ runId, by, isRight, clickId }: RateVerdict): Promise<RatedVerdict> => {
    const event: RunEvent = { type: 'rated', at: clock.now(), by, isRight };
    const { outcome } = await runs.append({ runId, eventId: `rated/${clickId}`, event });
    return outcome === 'added' || outcome === 'repeated' ? 'rated' : 'run_gone';
  };
}
