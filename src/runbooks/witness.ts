import type { Observation } from '#catalog/observation.ts';
import { judge, type Seen } from './condition.ts';
import type { HeldOn } from './decide-verdict.ts';
import type { Diagnosis } from './diagnosis.ts';

/**
 * How far what holds can be believed. A log line is a witness, not a judge: `contradicted` by a direct look it is no
 * cause; `sure` takes a look at the fault itself, or two independent witnesses; everything else is `likely`.
 */
export type Weighed = {
  readonly held: HeldOn;
  readonly belief: 'contradicted' | 'sure' | 'likely';
  /** What spoke against it. */
  readonly against: readonly Seen[];
};

export function weigh(diagnosis: Diagnosis, held: HeldOn, observations: readonly Observation[]): Weighed {
  const text = diagnosis.verdicts[held.id];
  if (text === undefined) return { held, belief: 'likely', against: [] };
  const confirmed = text.confirmed_by === undefined ? undefined : judge(text.confirmed_by, observations);
  const others = confirmed?.truth === 'yes' ? confirmed.seen.filter((seen) => isOther(seen, held)) : [];
  if (others.length > 0)
    return { held: { ...held, seen: [...held.seen, ...others] }, belief: 'sure', against: [] };
  if (isOnlyLogged(held)) {
    for (const condition of [text.contradicted_by, diagnosis.logs_are_old]) {
      const against = condition === undefined ? undefined : judge(condition, observations);
      if (against?.truth === 'yes') return { held, belief: 'contradicted', against: against.seen };
    }
  }
  const isSeenItself = text.direct && !isOnlyLogged(held);
  return { held, belief: isSeenItself || held.witnesses.length > 1 ? 'sure' : 'likely', against: [] };
}

/** A second look of the same probe is no second witness. */
function isOther({ observation }: Seen, { witnesses, subject }: HeldOn): boolean {
  return !witnesses.includes(observation.probe === 'it' ? (subject?.probe ?? 'it') : observation.probe);
}

function isOnlyLogged({ witnesses }: HeldOn): boolean {
  return witnesses.every((probe) => probe === 'logs');
}
