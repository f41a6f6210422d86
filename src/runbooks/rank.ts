import type { Diagnosis } from './diagnosis.ts';
import type { HeldOn } from './decide-verdict.ts';
import type { Cause } from './verdict.ts';

export type Ranked = {
  readonly roots: readonly Cause[];
  readonly warnings: readonly Cause[];
  readonly health: Cause | undefined;
  readonly blind: Cause | undefined;
};

/**
 * Which of all that holds is the root. A cause that another one `explains` is a symptom of it; what is left is ordered
 * by layer. A `symptom` is a root only when nothing else is.
 */
export function rankCauses(
  diagnosis: Diagnosis,
  held: readonly HeldOn[],
  causeOf: (one: HeldOn) => Cause,
): Ranked {
  const sorted = held.toSorted((a, b) => depth(diagnosis, a) - depth(diagnosis, b) || a.order - b.order);
  const at = (level: string): HeldOn[] =>
    sorted.filter(({ id }) => (diagnosis.verdicts[id]?.level ?? 'cause') === level);
  const causes = at('cause');
  const explained = new Map<HeldOn, HeldOn>();
  for (const effect of causes) {
    const by = causes.find(
      (cause) =>
        cause !== effect && explains(diagnosis, cause, effect) && !explains(diagnosis, effect, cause),
    );
    if (by !== undefined) explained.set(effect, by);
  }
  const roots = causes.filter((cause) => !explained.has(cause));
  const rest = at('symptom');
  const top = roots[0] ?? rest[0];
  const under = (root: HeldOn): Cause[] => [
    ...[...explained]
      .filter(([effect]) => sharedCauseOf(effect, explained) === root)
      .map(([effect]) => causeOf(effect)),
    ...(root === top ? rest.filter((one) => one !== root).map(causeOf) : []),
  ];
  const blind = at('blind');
  const health = at('health')[0];
  // A symptom seen from outside says little when nobody could look inside: then that is the verdict.
  const shown = roots.length > 0 || blind.length > 0 ? roots : rest.slice(0, 1);
  const isBlindAside = roots.length > 0 || health !== undefined;
  return {
    roots: shown.map((root) => ({ ...causeOf(root), symptoms: under(root) })),
    warnings: [...(isBlindAside ? blind : []), ...at('warning')].map(causeOf),
    health: health === undefined ? undefined : causeOf(health),
    blind: blind[0] === undefined ? undefined : { ...causeOf(blind[0]), symptoms: rest.map(causeOf) },
  };
}

function depth(diagnosis: Diagnosis, one: HeldOn): number {
  return diagnosis.layers.indexOf(one.layer);
}

/** Only on a host they share: a stopped process on web-1 explains nothing on web-2. */
function explains(diagnosis: Diagnosis, cause: HeldOn, effect: HeldOn): boolean {
  const listed = diagnosis.verdicts[cause.id]?.explains ?? [];
  if (!listed.includes(effect.id) && !listed.includes('*')) return false;
  return effect.hosts.every((host) => cause.hosts.includes(host)) || cause.hosts.length === 0;
}

function sharedCauseOf(effect: HeldOn, explained: ReadonlyMap<HeldOn, HeldOn>): HeldOn {
  let root = effect;
  for (let steps = 0; steps < explained.size; steps += 1) root = explained.get(root) ?? root;
  return root;
}
