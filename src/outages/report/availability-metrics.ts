import type { PlanRun } from '#actions/events.ts';
import type { Outage, OutageEvent } from '../events.ts';

/** How long each part of an outage took; absent when it did not happen, or cannot be known. */
export type Measures = {
  /** From the first failure to the first that said so. A person who opened it may have known for long: not measured. */
  readonly detectMs?: number;
  /** From being opened to the first verdict that was final. */
  readonly verdictMs?: number;
  readonly acknowledgeMs?: number;
  /** From the first failure to being up for good; nobody's word for it is a measure. */
  readonly recoverMs?: number;
  /** All stretches together; up to `now` while it is down. */
  readonly downMs: number;
};

export function measuresOf(outage: Outage, events: readonly OutageEvent[], now: number): Measures {
  const { openedBy, openedAt, since, acknowledged, recoveredAt, downs } = outage;
  const seen = events.find((event) => event.type === 'seen' && event.signal.state === 'down');
  const verdict = events.find(
    (event) =>
      event.type === 'diagnosed' && !event.verdict.provisional && event.verdict.outcome !== 'could_not_look',
  );
  return {
    ...(openedBy !== undefined || seen === undefined ? {} : { detectMs: Math.max(0, seen.at - since) }),
    ...(verdict === undefined ? {} : { verdictMs: Math.max(0, verdict.at - openedAt) }),
    ...(acknowledged === undefined ? {} : { acknowledgeMs: Math.max(0, acknowledged.at - openedAt) }),
    ...(recoveredAt === undefined || downs.at(-1)?.isSaid === true
      ? {}
      : { recoverMs: Math.max(0, recoveredAt - since) }),
    downMs: downWithin(outage, 0, now),
  };
}

/** How long it was down within a time. */
export function downWithin({ downs }: Pick<Outage, 'downs'>, from: number, to: number): number {
  return downs.reduce(
    (all, down) => all + Math.max(0, Math.min(down.to ?? to, to) - Math.max(down.from, from)),
    0,
  );
}

/** From being asked for to the last yes it needed; undefined when nobody was needed or it never had enough. */
export function approveMs({ needs, approvals, plannedAt, state, outcome }: PlanRun): number | undefined {
  const last = approvals.at(-1);
  if (needs.need === 0 || last === undefined) return undefined;
  const isEnough = last.breakGlass !== undefined || approvals.length >= needs.need;
  const isVoid = state === 'waiting' || outcome === 'denied' || outcome === 'withdrawn';
  return isEnough && !isVoid ? Math.max(0, last.at - plannedAt) : undefined;
}

/** From its start to its proven end. */
export function ranMs({ startedAt, endedAt }: PlanRun): number | undefined {
  return startedAt === undefined || endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt);
}
