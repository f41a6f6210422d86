import type { Observation } from '#catalog/observation.ts';

/** The observations of one job since its last report. */
export type Returned = {
  readonly chunk: number;
  readonly observations: readonly Observation[];
  readonly isLast: boolean;
};

/**
 * Where the jobs of one look put what they have seen, for the diagnosis that waits for it. What was handed back is
 * durable, and the same thing twice is harmless: whoever collects knows what it has. The place is there for as long as
 * somebody waits, by the clock of Redis: machines need not agree on the time. The promises wait while Redis is away.
 */
export type FleetResults = {
  /** Once a look, before its jobs are queued. */
  readonly open: (lookId: string, forMs: number) => Promise<void>;
  /** How much longer somebody waits; undefined when nobody does. */
  readonly waitsMs: (lookId: string) => Promise<number | undefined>;
  /** False when nobody waits any more: nothing was kept. */
  readonly handBack: (lookId: string, returned: Returned) => Promise<boolean>;
  /** Gives everything that is or will be handed back, in order, until `take` answers false or on abort. */
  readonly collect: (
    lookId: string,
    take: (returned: Returned) => boolean,
    signal: AbortSignal,
  ) => Promise<void>;
  readonly close: (lookId: string) => Promise<void>;
};
