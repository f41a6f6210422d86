import type { Phrase } from '#base/phrase.ts';
import type { Check } from './events.ts';
import type { PlanVerify } from './plan.ts';
import { notAllSeenId } from '#runbooks/coverage.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { LookDeps, SeenService } from './look-at-service.ts';

export type VerifyDeps = LookDeps & { readonly sleep: (ms: number, signal: AbortSignal) => Promise<void> };

export type Verification = {
  /** `not_all_seen`: nothing seen is wrong, but something that would have to be well was not seen. */
  readonly end: 'proven' | 'not_all_seen' | 'not_well';
  /** What was not seen, by name. */
  readonly unseen: readonly string[];
  readonly checks: readonly Check[];
  readonly verdict: Verdict;
};

export type VerifyTurn = {
  readonly id: string;
  readonly service: Service;
  readonly verify: PlanVerify;
  /** Proves this host only, since others still wait for their turn. Absent: the whole path from outside. */
  readonly host?: string;
  /** The look right before; absent when an earlier worker made it. */
  readonly before?: SeenService;
  readonly signal: AbortSignal;
};

const lookEveryMs = 700;
/** The path, from outside to inside: what the before/after table shows. */
const shown = [
  'public',
  'edge',
  'tls',
  'proxy',
  'local',
  'listening',
  'process',
  'logs',
  'checks',
  'needs',
  'cors',
];
/** One host among several is asked only for what is its own. */
const ofHost = new Set(['process', 'listening', 'local', 'proxy']);
/** The cure is claimed of these: each that was seen before has to be seen after. */
const claimed = new Set(['public', ...ofHost]);

/**
 * Looks until the service is well, and then on for the whole window: an exit code proves nothing, and a process that falls
 * again after five seconds has cured nobody.
 */
export async function verifyPlan(deps: VerifyDeps, turn: VerifyTurn): Promise<Verification> {
  const { service, verify, host, signal } = turn;
  const giveUpAt = deps.clock.now() + verify.withinMs;
  let wellSince: number | undefined;
  for (let look = 1; ; look += 1) {
    const seen = await deps.lookAtService(service, `${turn.id}-${look}`, signal);
    const unseen = unseenIn(seen, turn);
    const isWell = unseen.length === 0 && isWellNow(seen, turn);
    const now = deps.clock.now();
    wellSince = isWell ? (wellSince ?? now) : undefined;
    const isProven = wellSince !== undefined && now - wellSince >= verify.windowMs;
    const isLate = wellSince === undefined && now >= giveUpAt;
    // Well at last but not for long enough: the window may end after the limit, it began before.
    if (isProven || isLate || signal.aborted) {
      const end = isProven ? 'proven' : isWrong(seen, host) ? 'not_well' : 'not_all_seen';
      return { end, unseen, checks: tableOf(seen, turn), verdict: seen.verdict };
    }
    await deps.sleep(lookEveryMs, signal);
  }
}

function isWellNow({ verdict, observations }: SeenService, { host, before }: VerifyTurn): boolean {
  if (host === undefined) return verdict.outcome === 'healthy';
  const own = claimedOn(observations, host).filter(
    (one) => one.status !== 'unknown' || couldBeSeen(before, one),
  );
  return own.length > 0 && own.every(({ status }) => status === 'ok');
}

/** Something that was seen says that it is not well. */
function isWrong({ verdict, observations }: SeenService, host: string | undefined): boolean {
  const isBad = claimedOn(observations, host).some(({ status }) => status === 'bad');
  if (host !== undefined) return isBad;
  // Where the tree says that it is well, it knows the reason of what looks bad.
  return verdict.outcome === 'faulty' || (verdict.id === notAllSeenId ? false : isBad);
}

/**
 * By name, what the proof rests on and nobody saw. What could not be seen before either was no evidence; where nobody
 * knows what was seen before, what the verdict itself misses counts.
 */
function unseenIn({ verdict, observations }: SeenService, { host, before }: VerifyTurn): string[] {
  const rows = claimedOn(observations, host)
    .filter((one) => one.status === 'unknown' && before !== undefined && couldBeSeen(before, one))
    .map(nameOf);
  const hosts = host === undefined ? (verdict.unseenHosts ?? []) : [];
  return [...rows, ...hosts.filter((name) => !rows.some((row) => row.endsWith(`(${name})`)))];
}

function claimedOn(observations: readonly Observation[], host: string | undefined): readonly Observation[] {
  return observations.filter(
    (one) => claimed.has(one.probe) && (host === undefined || (one.host === host && ofHost.has(one.probe))),
  );
}

/** Tabulates what users, proxy and process said before, and what they say now. */
function tableOf(after: SeenService, { before, host }: VerifyTurn): Check[] {
  const rows = after.observations.filter(
    (one) =>
      isShown(one) &&
      (host === undefined || one.host === host) &&
      (one.status !== 'unknown' || couldBeSeen(before, one)),
  );
  return rows
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one) => ({
      about: { en: nameOf(one), fr: nameOf(one) },
      before: sameIn(before, one)?.says ?? notSeen,
      after: one.says,
      ok: one.status === 'ok',
      ...(one.status === 'unknown' ? { isUnseen: true as const } : {}),
    }));
}

function isShown({ probe }: Observation): boolean {
  return shown.includes(probe.split('.')[0] ?? '');
}

function rank({ probe }: Observation): number {
  return shown.indexOf(probe.split('.')[0] ?? '');
}

function sameIn(seen: SeenService | undefined, { probe, host }: Observation): Observation | undefined {
  return seen?.observations.find((one) => one.probe === probe && one.host === host);
}

/** Where nobody knows what was seen before, it may have been. */
function couldBeSeen(before: SeenService | undefined, one: Observation): boolean {
  return before === undefined || (sameIn(before, one)?.status ?? 'unknown') !== 'unknown';
}

function nameOf({ probe, host }: Observation): string {
  return host === undefined ? probe : `${probe} (${host})`;
}

const notSeen: Phrase = { en: 'not looked at', fr: 'pas regardé' };
