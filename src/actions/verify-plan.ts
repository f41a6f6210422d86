import type { Phrase } from '#base/phrase.ts';
import type { Check } from './events.ts';
import type { PlanVerify } from './plan.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import type { LookDeps, SeenService } from './look-at-service.ts';

export type VerifyDeps = LookDeps & { readonly sleep: (ms: number, signal: AbortSignal) => Promise<void> };

export type Verification = {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  readonly verdict: Verdict;
};

export type VerifyTurn = {
  readonly id: string;
  readonly service: Service;
  readonly verify: PlanVerify;
  /** Proves this host only, since others still wait for their turn. Absent: the whole path from outside. */
  readonly host?: string;
  /** What was seen right before; absent when an earlier worker saw it. */
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
/** Of one host among several, only what is its own can be asked for. */
const ofHost = new Set(['process', 'listening', 'local', 'proxy']);

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
    const isWell = isWellNow(seen, host);
    const now = deps.clock.now();
    wellSince = isWell ? (wellSince ?? now) : undefined;
    const isProven = wellSince !== undefined && now - wellSince >= verify.windowMs;
    const isLate = wellSince === undefined && now >= giveUpAt;
    // Well at last but not for long enough: the window may end after the limit, it began before.
    if (isProven || isLate || signal.aborted)
      return { ok: isProven, checks: tableOf(turn.before, seen, host), verdict: seen.verdict };
    await deps.sleep(lookEveryMs, signal);
  }
}

function isWellNow({ verdict, observations }: SeenService, host: string | undefined): boolean {
  if (host === undefined) return verdict.outcome === 'healthy';
  const own = observations.filter((one) => one.host === host && ofHost.has(one.probe));
  return own.length > 0 && own.every(({ status }) => status === 'ok');
}

/** What users, proxy and process said before, and what they say now. */
function tableOf(before: SeenService | undefined, after: SeenService, host: string | undefined): Check[] {
  const rows = after.observations.filter(
    (one) =>
      isShown(one) &&
      (host === undefined || one.host === host) &&
      (one.status !== 'unknown' || wasKnown(before, one)),
  );
  return rows
    .toSorted((a, b) => rank(a) - rank(b))
    .map((one) => ({
      about: aboutOf(one),
      before: sameIn(before, one)?.says ?? notSeen,
      after: one.says,
      ok: one.status !== 'bad',
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

function wasKnown(before: SeenService | undefined, one: Observation): boolean {
  const same = sameIn(before, one);
  return same !== undefined && same.status !== 'unknown';
}

function aboutOf({ probe, host }: Observation): Phrase {
  const where = host === undefined ? '' : ` (${host})`;
  return { en: `${probe}${where}`, fr: `${probe}${where}` };
}

const notSeen: Phrase = { en: 'not looked at', fr: 'pas regardé' };
