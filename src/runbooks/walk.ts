import type { Observation } from '#catalog/observation.ts';
import { type Condition, isProbe, judge, lookUp, type Seen } from './condition.ts';
import type { Branch, Diagnosis, Group, Outcome } from './diagnosis.ts';

/** A verdict whose conditions all hold, and what was seen on the way to it. */
export type Held = {
  readonly id: string;
  readonly layer: string;
  /** Position in the tree: of two in one layer the earlier is more of a root. */
  readonly order: number;
  readonly seen: readonly Seen[];
  /** Who says so: the probes that the first lines of its branches ask. */
  readonly witnesses: readonly string[];
  /** The observation an `each` group was looking at, such as one of several databases. */
  readonly subject?: Observation;
};

/** A verdict the facts deny, or one nobody can tell because `missing` could not be read. */
export type Denied = { readonly id: string; readonly layer: string; readonly seen: readonly Seen[] };
export type Open = { readonly id: string; readonly layer: string; readonly missing: readonly string[] };

export type Walk = {
  readonly held: readonly Held[];
  readonly denied: readonly Denied[];
  readonly open: readonly Open[];
};

type Notes = { held: Held[]; denied: Denied[]; open: Open[]; places: ReadonlyMap<Branch, number> };

/** Goes through the whole tree once, over what was seen of one host and from outside. */
export function walk(diagnosis: Diagnosis, observations: readonly Observation[]): Walk {
  const notes: Notes = { held: [], denied: [], open: [], places: placesOf(diagnosis) };
  for (const group of diagnosis.tree) {
    for (const subject of subjectsOf(group, observations)) {
      const seen = subject === undefined ? observations : [{ ...subject, probe: 'it' }, ...observations];
      const about = { layer: group.layer, observations: seen, ...(subject === undefined ? {} : { subject }) };
      if (group.first !== undefined) firstOf(group.first, about, [], notes);
      for (const branch of group.every ?? []) tryBranch(branch, about, [], notes);
    }
  }
  return { held: notes.held, denied: notes.denied, open: notes.open };
}

const known = new WeakMap<Diagnosis, ReadonlyMap<Branch, number>>();

/** Every branch's place in the tree, counted from the top, whatever is seen. */
export function placesOf(diagnosis: Diagnosis): ReadonlyMap<Branch, number> {
  const before = known.get(diagnosis);
  if (before !== undefined) return before;
  const places = new Map<Branch, number>();
  const count = (branches: readonly Branch[]): void => {
    for (const branch of branches) {
      places.set(branch, places.size + 1);
      if (isList(branch.then)) count(branch.then);
    }
  };
  for (const group of diagnosis.tree) count(group.first ?? group.every ?? []);
  known.set(diagnosis, places);
  return places;
}

type About = {
  readonly layer: string;
  readonly observations: readonly Observation[];
  readonly subject?: Observation;
};

function subjectsOf(
  group: Group,
  observations: readonly Observation[],
): readonly (Observation | undefined)[] {
  const { each } = group;
  return each === undefined ? [undefined] : observations.filter(({ probe }) => isProbe(each, probe));
}

function firstOf(branches: readonly Branch[], about: About, path: readonly Seen[], notes: Notes): boolean {
  return branches.some((branch) => tryBranch(branch, about, path, notes));
}

function tryBranch(branch: Branch, about: About, path: readonly Seen[], notes: Notes): boolean {
  const order = notes.places.get(branch) ?? 0;
  const { truth, seen, missing } = judge(branch.if, about.observations);
  if (truth === 'yes') {
    const all = [...path, ...seen];
    if (isList(branch.then)) return firstOf(branch.then, about, all, notes);
    const id = idIn(branch.then, about.observations);
    if (id === undefined) return false;
    const naming = typeof branch.then === 'string' ? [] : lookUp(branch.then.named_by, about.observations);
    notes.held.push({
      id,
      layer: about.layer,
      order,
      seen: [...all, ...naming.slice(0, 1)],
      witnesses: witnessOf(branch.if, all, about.subject),
      ...(about.subject === undefined ? {} : { subject: about.subject }),
    });
    return true;
  }
  for (const id of idsIn(branch.then)) {
    if (truth === 'no') notes.denied.push({ id, layer: about.layer, seen: named(seen, about.subject) });
    else notes.open.push({ id, layer: about.layer, missing });
  }
  return false;
}

/** The first line of a branch is what it claims; the others say when that matters. */
function witnessOf(condition: Condition, seen: readonly Seen[], subject: Observation | undefined): string[] {
  const [path] = Object.keys(condition.facts);
  const probe = path === undefined ? seen[0]?.observation.probe : path.slice(0, path.lastIndexOf('.'));
  if (probe === undefined) return [];
  return [probe === 'it' ? (subject?.probe ?? probe) : probe];
}

/** `it` is the tree's word; people read the name of what was looked at. */
function named(seen: readonly Seen[], subject: Observation | undefined): readonly Seen[] {
  if (subject === undefined) return seen;
  return seen.map((one) => (one.observation.probe === 'it' ? { ...one, observation: subject } : one));
}

function isList(outcome: Outcome): outcome is readonly Branch[] {
  return Array.isArray(outcome);
}

function idIn(
  outcome: Exclude<Outcome, readonly Branch[]>,
  observations: readonly Observation[],
): string | undefined {
  if (typeof outcome === 'string') return outcome;
  const named = lookUp(outcome.named_by, observations)[0]?.value;
  return typeof named === 'string' ? named.toLowerCase().replaceAll('_', '-') : undefined;
}

function idsIn(outcome: Outcome): string[] {
  if (typeof outcome === 'string') return [outcome];
  return isList(outcome) ? outcome.flatMap((branch) => idsIn(branch.then)) : [];
}
