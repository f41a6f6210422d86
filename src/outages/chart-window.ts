import type { DeployMarker, Outage } from './events.ts';
import type { Sample } from '#monitoring/events.ts';

/** Enough to see what was usual. */
const checksAround = 10;

type Recorded = {
  readonly outage: Pick<Outage, 'since' | 'resolved'>;
  /** In their order. */
  readonly samples: readonly Pick<Sample, 'at'>[];
  readonly marks: readonly Pick<DeployMarker, 'at'>[];
  readonly from: number;
  readonly to: number;
};

/**
 * What of a record its picture shows: the outage, as much again on both sides or ten checks, and what changed before it.
 * In more than that a short outage is but a line, and times at which nothing was checked are empty paper.
 */
export function chartWindow({ outage, samples, marks, from, to }: Recorded): { from: number; to: number } {
  const { since, resolved } = outage;
  const [first, last] = [samples.at(0), samples.at(-1)];
  // Only hours are left of one that is long ago: those are shown as they are.
  if (first === undefined || last === undefined) return { from, to };
  const end = resolved?.at ?? to;
  const everyMs = (last.at - first.at) / Math.max(samples.length - 1, 1);
  const aroundMs = Math.max(end - since, checksAround * everyMs);
  const changes = marks.map(({ at }) => at).filter((at) => at >= from);
  const earliest = Math.min(since, first.at, ...changes);
  return {
    from: Math.max(from, earliest, Math.min(since - aroundMs, ...changes)),
    to: Math.min(to, end + aroundMs),
  };
}
