import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Cause, Proof, Verdict } from '#runbooks/verdict.ts';
import type { Service } from '#catalog/catalog.ts';
import type { MonitorSpans } from './availability.ts';
import type { DeployMarker } from '../events.ts';
import { type Measures, measuresOf } from './availability-metrics.ts';
import { nameIn } from '#base/join-phrases.ts';
import type { Story } from './timeline.ts';

export type PostMortemOf = Story & {
  /** One that left the catalog has no owners any more, and is reported all the same. */
  readonly service: Pick<Service, 'name' | 'title' | 'hosts' | 'owners' | 'escalate'>;
  readonly now: number;
  /** The results of the service's monitors around the outage. */
  readonly samples?: readonly MonitorSpans[];
  /** To the outage's thread; https. */
  readonly thread?: string;
};

/** A quote and the number it is called by all over the report. */
export type Exhibit = { readonly label: string; readonly proof: Proof };

/** What several parts of the report need, found once. */
export type Facts = PostMortemOf & {
  readonly measures: Measures;
  /** Up since; undefined while it is down. */
  readonly end?: number;
  /** Nobody saw it come up: it was said to be over. */
  readonly isSaid: boolean;
  /** Diagnoses with a verdict, oldest first. */
  readonly looks: readonly (Run & { readonly verdict: Verdict })[];
  /** The one the report goes by: the last that found a fault, else the last there is. */
  readonly main?: Run & { readonly verdict: Verdict };
  /** Every root that was found, once; of one found twice, the last look. */
  readonly causes: readonly Cause[];
  readonly exhibits: readonly Exhibit[];
  /** The plan that was proven to cure. */
  readonly cure?: PlanRun;
  readonly name: (id: string) => string;
};

export function factsOf(of: PostMortemOf): Facts {
  const { outage, events, runs, plans, now, people } = of;
  const looks = runs.filter(hasVerdict).toSorted((a, b) => a.askedAt - b.askedAt);
  const final = looks.filter(({ verdict }) => verdict.outcome === 'faulty' && !verdict.provisional);
  const main = final.at(-1) ?? looks.at(-1);
  const causes = causesOf(final.map(({ verdict }) => verdict));
  const cure = plans.findLast(({ outcome }) => outcome === 'fixed');
  const last = outage.downs.at(-1);
  return {
    ...of,
    measures: measuresOf(outage, events, now),
    ...(last?.to === undefined ? {} : { end: last.to }),
    isSaid: last?.isSaid === true,
    looks,
    ...(main === undefined ? {} : { main }),
    causes,
    exhibits: exhibitsOf(causes.length === 0 && main !== undefined ? [main.verdict] : causes),
    ...(cure === undefined ? {} : { cure }),
    name: (id) => nameIn(people, id),
  };
}

/** The cure was chosen by the verdict and proven: nobody needs to wonder whether it was right. */
export function isBorneOut({ cure, main }: Pick<Facts, 'cure' | 'main'>): boolean {
  return main !== undefined && cure?.plan.evidence.verdictId === main.verdict.id;
}

/** Older than this, a deploy is not what anyone thinks of first. */
const deployCountsMs = 30 * 60_000;

/** The last deploy before it began to fail. */
export function deployBefore({ marks, outage }: Pick<Facts, 'marks' | 'outage'>): DeployMarker | undefined {
  return marks
    .filter(({ at }) => at <= outage.since && at >= outage.since - deployCountsMs)
    .toSorted((a, b) => a.at - b.at)
    .at(-1);
}

function hasVerdict(run: Run): run is Run & { readonly verdict: Verdict } {
  return run.verdict !== undefined;
}

function causesOf(verdicts: readonly Verdict[]): Cause[] {
  const found = new Map<string, Cause>();
  for (const verdict of verdicts)
    for (const cause of [verdict, ...verdict.otherCauses]) {
      const key = JSON.stringify([cause.id, ...cause.hosts]);
      // The last look knows most, and what it says stands last.
      found.delete(key);
      found.set(key, cause);
    }
  return [...found.values()];
}

/** The same quote proves a cause and its symptom: it is shown once. */
function exhibitsOf(causes: readonly Cause[]): Exhibit[] {
  const proofs = causes.flatMap((cause) => [cause, ...symptomsOf(cause)]).flatMap(({ proof }) => proof);
  const once = new Map(proofs.map((proof) => [keyOf(proof), proof]));
  return [...once.values()].map((proof, i) => ({ label: `E${i + 1}`, proof }));
}

export function labelsFor(facts: Facts, { proof }: Cause): string {
  const keys = new Set(proof.map(keyOf));
  const labels = facts.exhibits.filter((exhibit) => keys.has(keyOf(exhibit.proof))).map(({ label }) => label);
  return labels.length === 0 ? '–' : labels.join(', ');
}

/** The chain of consequences of a cause. */
export function symptomsOf({ symptoms }: Cause): Cause[] {
  return symptoms.flatMap((symptom) => [symptom, ...symptomsOf(symptom)]);
}

function keyOf({ probe, host, source, quote }: Proof): string {
  return JSON.stringify([probe, host, source, quote]);
}
