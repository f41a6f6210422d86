/** Milliseconds since 1970. Pure folders get their time from here, so that a test can be a story on a clock. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
