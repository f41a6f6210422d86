import type { Evidence, Observation } from '#catalog/observation.ts';
import type { Seen } from './condition.ts';
import type { Proof } from './verdict.ts';

/**
 * The quotes that show the facts a claim rests on: for each fact the evidence that names it, else the first of its
 * observation. A fact without any evidence gives no proof, and lint refuses trees that would rest on it alone.
 */
export function proofOf(seen: readonly Seen[], realName: (observation: Observation) => string): Proof[] {
  const proofs = new Map<string, Proof>();
  for (const { observation, fact } of seen) {
    const evidence = evidenceFor(observation, fact);
    if (evidence === undefined) continue;
    const probe = realName(observation);
    proofs.set(JSON.stringify([probe, observation.host, evidence.source, evidence.text]), {
      probe,
      ...(observation.host === undefined ? {} : { host: observation.host }),
      source: evidence.source,
      quote: evidence.text,
    });
  }
  return [...proofs.values()];
}

function evidenceFor(observation: Observation, fact: string): Evidence | undefined {
  return observation.evidence.find(({ about }) => about?.includes(fact) === true) ?? observation.evidence[0];
}
