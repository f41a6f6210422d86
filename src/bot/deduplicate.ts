/**
 * Envelopes that Slack delivers again (an ack was lost, a socket recycled) within this process. What two processes
 * could both be given is made harmless by ids that follow from the trigger: the second finds the first one's run.
 */
export type Once = { readonly isFirst: (id: string) => boolean };

/** Slack repeats events up to 5 minutes later. */
const rememberedMs = 10 * 60_000;

export function createOnce(clock: { now(): number } = { now: () => Date.now() }): Once {
  const seen = new Map<string, number>();
  return {
    isFirst: (id) => {
      const now = clock.now();
      // A Map keeps its order, so the oldest stand in front.
      for (const [old, at] of seen) {
        if (at > now - rememberedMs) break;
        seen.delete(old);
      }
      if (seen.has(id)) return false;
      seen.set(id, now);
      return true;
    },
  };
}
