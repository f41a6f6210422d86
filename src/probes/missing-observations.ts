import type { NoAnswer } from '#catalog/ask.ts';
import type { Observation } from '#catalog/observation.ts';
import { seeAccess } from './access.ts';
import { pendingLooks, readPending } from './probe-run.ts';
import type { Probe, Target } from './probe.ts';

/**
 * The observations for looks at `targets` that were not `seen`: each is `unknown`, for want of time. Together with
 * what was seen, every probe that applies has at least one observation.
 */
export function unseen(
  probes: readonly Probe[],
  targets: readonly Target[],
  seen: readonly Observation[],
  waitedMs: number,
): Observation[] {
  const late: NoAnswer = { outcome: 'cancelled', reason: 'deadline', detail: '', tookMs: waitedMs };
  const known = new Set(seen.map(({ probe, host }) => nameOf(probe.split('.', 1)[0] ?? '', host)));
  const looks = pendingLooks(probes, targets).filter(
    ({ probe, target }) => !known.has(nameOf(probe.id, target.host?.name)),
  );
  const hosts = targets
    .flatMap(({ host }) => host ?? [])
    .filter(({ name }) => !known.has(nameOf('access', name)));
  return [
    ...looks.flatMap((one) => readPending(one, late)),
    ...hosts.map(({ name }) => seeAccess(name, [late])),
  ];
}

function nameOf(probe: string, host: string | undefined): string {
  return JSON.stringify([probe, host]);
}
