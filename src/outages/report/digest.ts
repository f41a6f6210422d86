import type { PlanEnd, PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import { type Availability, availabilityOf, type MonitorSpans } from './availability.ts';
import { approveMs, downWithin, measuresOf, ranMs } from './availability-metrics.ts';
import type { Outage, OutageEvent } from '../events.ts';

export type DigestOf = {
  /** Every outage that may have been open in that time; those that were not are left out. */
  readonly outages: readonly { readonly outage: Outage; readonly events: readonly OutageEvent[] }[];
  readonly plans: readonly PlanRun[];
  readonly runs: readonly Run[];
  /** Every service of the catalog, and what its monitors saw. */
  readonly services: readonly { readonly service: string; readonly monitors: readonly MonitorSpans[] }[];
  readonly from: number;
  readonly to: number;
};

/** Of so many that were measured. One slow outage should show: a mean would hide it. */
export type Spread = { readonly of: number; readonly medianMs: number; readonly worstMs: number };

export type ServiceDigest = {
  readonly service: string;
  /** Of the monitor that saw it down most; absent: no monitor looked. */
  readonly availability?: Availability;
  readonly outages: number;
  readonly downMs: number;
  /** How often it went down again after it was up. */
  readonly relapses: number;
};

/** An action that ran to be proven: how often it cured, and how long that took. */
export type FixDigest = {
  readonly action: string;
  readonly worked: number;
  readonly of: number;
  readonly medianMs?: number;
};

export type Digest = {
  readonly from: number;
  readonly to: number;
  readonly outages: number;
  /** Of them, those that were part of another one with the same cause. */
  readonly linked: number;
  readonly downMs: number;
  readonly relapses: number;
  readonly detect?: Spread;
  readonly verdict?: Spread;
  readonly approve?: Spread;
  readonly recover?: Spread;
  /** The worst first. */
  readonly services: readonly ServiceDigest[];
  readonly fixes: readonly FixDigest[];
  /** Plans that nobody decided on in time. */
  readonly expired: number;
  readonly ratings: { readonly right: number; readonly wrong: number };
  /** Down at the end of that time, for the longest. */
  readonly open: readonly { readonly id: string; readonly service: string; readonly downMs: number }[];
};

export function digestOf({ outages, plans, runs, services, from, to }: DigestOf): Digest {
  const isIn = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  const open = outages.filter(({ outage }) => isIn(outage.openedAt) || downWithin(outage, from, to) > 0);
  const opened = open.filter(({ outage }) => isIn(outage.openedAt));
  const measured = opened.map(({ outage, events }) => measuresOf(outage, events, to));
  const recovered = open.filter(({ outage }) => isIn(outage.recoveredAt));
  const spreads = {
    detect: spreadOf(measured.map(({ detectMs }) => detectMs)),
    verdict: spreadOf(measured.map(({ verdictMs }) => verdictMs)),
    approve: spreadOf(plans.filter(({ plannedAt }) => isIn(plannedAt)).map(approveMs)),
    recover: spreadOf(recovered.map(({ outage, events }) => measuresOf(outage, events, to).recoverMs)),
  };
  const lines = serviceLines(
    services,
    open.map(({ outage }) => outage),
    from,
    to,
  );
  const ended = plans.filter(({ endedAt }) => isIn(endedAt));
  const ratings = runs.filter(({ askedAt }) => isIn(askedAt)).flatMap((run) => run.ratings);
  const right = ratings.filter(({ isRight }) => isRight).length;
  return {
    from,
    to,
    outages: open.length,
    linked: open.filter(({ outage }) => outage.under !== undefined).length,
    downMs: lines.reduce((all, { downMs }) => all + downMs, 0),
    relapses: lines.reduce((all, { relapses }) => all + relapses, 0),
    ...Object.fromEntries(Object.entries(spreads).filter(([, spread]) => spread !== undefined)),
    services: lines,
    fixes: fixesOf(ended),
    expired: ended.filter(({ outcome }) => outcome === 'expired').length,
    ratings: { right, wrong: ratings.length - right },
    open: stillOpen(
      open.map(({ outage }) => outage),
      to,
    ),
  };
}

function serviceLines(
  services: DigestOf['services'],
  outages: readonly Outage[],
  from: number,
  to: number,
): ServiceDigest[] {
  const byService = Map.groupBy(outages, ({ service }) => service);
  // One that left the catalog was down all the same.
  const gone = [...byService.keys()]
    .filter((name) => services.every(({ service }) => service !== name))
    .map((service) => ({ service, monitors: [] }));
  return [...services, ...gone]
    .map(({ service, monitors }): ServiceDigest => {
      const its = byService.get(service) ?? [];
      const seen = monitors.flatMap((one) => availabilityOf(one, from, to) ?? []);
      const [worst] = seen.toSorted((a, b) => b.bad / b.results - a.bad / a.results);
      return {
        service,
        ...(worst === undefined ? {} : { availability: worst }),
        outages: its.length,
        downMs: its.reduce((all, outage) => all + downWithin(outage, from, to), 0),
        relapses: its
          .flatMap(({ downs }) => downs.slice(1))
          .filter((down) => down.from >= from && down.from < to).length,
      };
    })
    .toSorted(
      (a, b) =>
        b.downMs - a.downMs ||
        b.outages - a.outages ||
        badShare(b) - badShare(a) ||
        a.service.localeCompare(b.service),
    );
}

function badShare({ availability }: ServiceDigest): number {
  return availability === undefined ? 0 : availability.bad / availability.results;
}

/** What ran and was to cure; a log bundle or what was never started is neither a success nor a failure. */
const judged: ReadonlySet<PlanEnd | undefined> = new Set(['fixed', 'not_fixed', 'rolled_back', 'failed']);

function fixesOf(ended: readonly PlanRun[]): FixDigest[] {
  const tried = ended.filter(({ outcome, startedAt }) => judged.has(outcome) && startedAt !== undefined);
  return [...Map.groupBy(tried, ({ plan }) => plan.action)]
    .map(([action, its]) => {
      const worked = its.filter(({ outcome }) => outcome === 'fixed');
      const took = spreadOf(worked.map(ranMs));
      return {
        action,
        worked: worked.length,
        of: its.length,
        ...(took === undefined ? {} : { medianMs: took.medianMs }),
      };
    })
    .toSorted((a, b) => b.of - a.of || a.action.localeCompare(b.action));
}

function stillOpen(outages: readonly Outage[], to: number): Digest['open'] {
  return outages
    .flatMap(({ id, service, downs }) => {
      const last = downs.findLast(({ from }) => from < to);
      const isDown = last !== undefined && (last.to === undefined || last.to >= to);
      return isDown ? [{ id, service, downMs: to - last.from }] : [];
    })
    .toSorted((a, b) => b.downMs - a.downMs);
}

export function spreadOf(times: readonly (number | undefined)[]): Spread | undefined {
  const known = times.filter((ms) => ms !== undefined).toSorted((a, b) => a - b);
  const [low, high] = [known[Math.floor((known.length - 1) / 2)], known[Math.floor(known.length / 2)]];
  const worstMs = known.at(-1);
  if (low === undefined || high === undefined || worstMs === undefined) return undefined;
  return { of: known.length, medianMs: (low + high) / 2, worstMs };
}
