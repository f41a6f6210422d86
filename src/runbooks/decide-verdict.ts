import type { Observation } from '#catalog/observation.ts';
import type { Seen } from './condition.ts';
import { coverageOf, isWhole, notAllSeen } from './coverage.ts';
import type { Diagnosis } from './diagnosis.ts';
import { impactOf } from './impact.ts';
import { layerStates } from './layer-state.ts';
import { rankCauses } from './rank.ts';
import { textOf } from './verdict-text.ts';
import type { Cause, Confidence, CouldNotCheck, Outcome, Remedy, RuledOut, Verdict } from './verdict.ts';
import { type Held, type Walk, walk } from './walk.ts';
import { type Weighed, weigh } from './witness.ts';

export type DecideContext = {
  readonly service: string;
  /** The hosts the service runs on; none for a service on a platform only. */
  readonly hosts: readonly string[];
  readonly remedy: (action: string) => Remedy | undefined;
};

export type HeldOn = Held & { readonly hosts: readonly string[] };

/** Observations → verdict. Pure and total: whatever was or was not seen, there is an honest answer. */
export function decideVerdict(
  diagnosis: Diagnosis,
  observations: readonly Observation[],
  context: DecideContext,
): Verdict {
  const walks = walksByHost(diagnosis, observations, context.hosts);
  const weighed = mergeHosts(walks).map((one) =>
    weigh(diagnosis, one, seenBeside(one, observations, context.hosts)),
  );
  const believed = weighed.filter(({ belief }) => belief !== 'contradicted');
  const sure = new Set(believed.filter(({ belief }) => belief === 'sure').map(({ held }) => held.id));
  const causeOf = (one: HeldOn): Cause => {
    const { settledBy, ...cause } = textOf(diagnosis, one, observations, context);
    return settledBy === undefined || sure.has(one.id) ? cause : { ...cause, settledBy };
  };
  const ranked = rankCauses(
    diagnosis,
    believed.map(({ held }) => held),
    causeOf,
  );
  const unknown = couldNotCheck(observations);
  const coverage = coverageOf(observations, context.hosts);
  const { unseenHosts } = coverage;
  // Well is a claim about the whole service: what nobody saw is not well, and is not wrong either.
  const health =
    ranked.health === undefined || isWhole(coverage)
      ? ranked.health
      : notAllSeen(ranked.health, context.service, coverage);
  const head = ranked.roots[0] ?? health ?? ranked.blind ?? couldNotLook();
  const outcome =
    ranked.roots[0] !== undefined
      ? 'faulty'
      : health !== undefined && isWhole(coverage)
        ? 'healthy'
        : 'could_not_look';
  return {
    ...head,
    outcome,
    confidence:
      outcome === 'could_not_look'
        ? 'unsure'
        : isDoubtful(outcome, head, sure, ranked.warnings)
          ? 'likely'
          : confidenceIn(diagnosis, head, [...walks.values()]),
    provisional: diagnosis.verdicts[head.id]?.settle !== undefined,
    otherCauses: ranked.roots.slice(1),
    warnings: ranked.warnings,
    changed: changedLately(observations),
    ...impactOf(outcome, observations, context),
    ruledOut: [...contradicted(diagnosis, weighed), ...ruledOut(diagnosis, [...walks.values()], believed)],
    unknown,
    ...(unseenHosts.length === 0 ? {} : { unseenHosts }),
    layers: layerStates(diagnosis, ranked.roots, [...walks.values()], observations),
  };
}

/** Each host is judged by what was seen on it and from outside; other hosts (of a database, say) are seen by all. */
function walksByHost(
  diagnosis: Diagnosis,
  observations: readonly Observation[],
  hosts: readonly string[],
): Map<string | undefined, Walk> {
  if (hosts.length <= 1) return new Map([[hosts[0], walk(diagnosis, observations)]]);
  return new Map(
    hosts.map((name) => [
      name,
      walk(
        diagnosis,
        observations.filter(({ host }) => host === undefined || host === name || !hosts.includes(host)),
      ),
    ]),
  );
}

/**
 * One entry a cause: what holds on several hosts is told once, with them. A log line and a direct look that say the same
 * are one cause with two proofs; two databases that are down are two.
 */
function mergeHosts(walks: ReadonlyMap<string | undefined, Walk>): HeldOn[] {
  const merged: HeldOn[] = [];
  for (const [host, { held }] of walks) {
    for (const one of held) {
      // What was seen from outside holds on no host: not on those that nobody could look at, nor on those that are well.
      const isHere = walks.size === 1 || one.seen.some(({ observation }) => observation.host !== undefined);
      const hosts = host === undefined || !isHere ? [] : [host];
      const at = merged.findIndex((other) => isSameCause(other, one));
      const before = merged[at];
      if (before === undefined) merged.push({ ...one, hosts });
      else merged[at] = joined(before, { ...one, hosts });
    }
  }
  return merged;
}

function isSameCause(a: Held, b: Held): boolean {
  const apart = a.subject !== undefined && b.subject !== undefined && a.subject.probe !== b.subject.probe;
  return a.id === b.id && !apart;
}

function joined(a: HeldOn, b: HeldOn): HeldOn {
  const subject = a.subject ?? b.subject;
  // The proof of one host is enough for people; all hosts are in the evidence.
  const isSameHost = a.hosts.some((host) => b.hosts.includes(host)) || a.hosts.length === 0;
  return {
    ...a,
    ...(subject === undefined ? {} : { subject }),
    seen: isSameHost ? [...a.seen, ...b.seen] : a.seen,
    witnesses: [...new Set([...a.witnesses, ...b.witnesses])],
    hosts: [...new Set([...a.hosts, ...b.hosts])],
  };
}

function couldNotCheck(observations: readonly Observation[]): CouldNotCheck[] {
  return observations
    .filter(({ status }) => status === 'unknown')
    .map(({ probe, host, says }) => ({ probe, ...(host === undefined ? {} : { host }), why: says }));
}

/** What was seen on the hosts where it holds and from outside; other hosts of the service say nothing about it. */
function seenBeside(
  { hosts, subject }: HeldOn,
  observations: readonly Observation[],
  all: readonly string[],
): readonly Observation[] {
  const here = observations.filter(
    ({ host }) => host === undefined || hosts.length === 0 || hosts.includes(host) || !all.includes(host),
  );
  return subject === undefined ? here : [{ ...subject, probe: 'it' }, ...here];
}

/** One witness makes it likely. What may break soon makes "healthy" no more than likely as well. */
function isDoubtful(
  outcome: Outcome,
  head: Cause,
  sure: ReadonlySet<string>,
  warnings: readonly Cause[],
): boolean {
  if (outcome === 'healthy') return warnings.some(({ layer }) => layer === 'host' || layer === 'dependency');
  return !sure.has(head.id);
}

/** The log says so, and a direct look says otherwise: both are told. */
function contradicted(diagnosis: Diagnosis, weighed: readonly Weighed[]): RuledOut[] {
  return weighed.flatMap(({ held, belief, against }) => {
    const text = diagnosis.verdicts[held.id];
    if (belief !== 'contradicted' || text === undefined) return [];
    const said = held.seen.find(({ observation }) => observation.facts['rootLine'] !== undefined);
    const line = said?.observation.facts['rootLine'];
    return [
      {
        id: held.id,
        layer: held.layer,
        title: text.title,
        because: [...(line === undefined ? [] : [`logs.rootLine = ${String(line)}`]), ...told(against)],
      },
    ];
  });
}

function told(seen: readonly Seen[]): string[] {
  return seen
    .slice(0, 3)
    .map(({ observation, fact, value }) => `${observation.probe}.${fact} = ${String(value) || 'none'}`);
}

/** Certain, unless something that would be a deeper cause could not be looked at. */
function confidenceIn(diagnosis: Diagnosis, head: Cause, walks: readonly Walk[]): Confidence {
  const depth = diagnosis.layers.indexOf(head.layer);
  const isDeeper = (layer: string): boolean => diagnosis.layers.indexOf(layer) <= depth;
  const open = walks
    .flatMap((one) => one.open)
    .filter(({ id, layer }) => {
      const level = diagnosis.verdicts[id]?.level ?? 'cause';
      return level === 'cause' && isDeeper(layer);
    });
  return open.length === 0 ? 'certain' : 'likely';
}

/** What was changed on the hosts within the last hour, newest first: the first thing to ask at night. */
function changedLately(observations: readonly Observation[]): string[] {
  const recent = observations.flatMap(
    ({ probe, facts }) => (probe === 'changes' ? facts['recent'] : undefined) ?? [],
  );
  return [...new Set(recent.map(String))];
}

function ruledOut(diagnosis: Diagnosis, walks: readonly Walk[], believed: readonly Weighed[]): RuledOut[] {
  const stillPossible = new Set([
    ...believed.map(({ held }) => held.id),
    ...walks.flatMap(({ open }) => open.map(({ id }) => id)),
  ]);
  const found = new Map<string, RuledOut>();
  for (const { id, layer, seen } of walks.flatMap(({ denied }) => denied)) {
    const text = diagnosis.verdicts[id];
    if (text?.level !== 'cause' || stillPossible.has(id) || found.has(id) || seen.length === 0) continue;
    found.set(id, { id, layer, title: text.title, because: told(seen) });
  }
  return [...found.values()];
}

function couldNotLook(): Cause {
  return {
    id: 'could-not-look',
    layer: 'access',
    title: { en: 'could not look', fr: 'impossible de regarder' },
    headline: {
      en: 'Nothing that was seen allows a verdict.',
      fr: 'Rien de ce qui a été vu ne permet de conclure.',
    },
    proof: [],
    remedies: [],
    hosts: [],
    symptoms: [],
  };
}
