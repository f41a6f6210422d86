import type { Action } from './action.ts';
import type { Condition } from './condition.ts';
import type { Branch, Diagnosis } from './diagnosis.ts';
import { type KnownFacts, lintCondition, lintText } from './lint-facts.ts';

/** The faults of a diagnosis as a whole, one line each; empty when there are none. */
export function lintDiagnosis(
  diagnosis: Diagnosis,
  actions: ReadonlyMap<string, Action>,
  facts?: KnownFacts,
): string[] {
  const problems: string[] = [];
  const reached = new Set<string>();
  const visit = (branch: Branch): void => {
    const { if: condition, then } = branch;
    const to = typeof then === 'string' ? then : 'named_by' in then ? then.named_by : 'its branches';
    problems.push(...lintCondition(condition, facts).map((what) => `the branch to ${to}: ${what}`));
    if (typeof then === 'string') reached.add(then);
    else if ('named_by' in then) {
      const names = namesOf(branch, diagnosis);
      if (names.length === 0 && !asksForLayer(condition, then.named_by))
        problems.push(`named_by ${then.named_by}: the branch's condition must list the names it may have`);
      for (const id of names) reached.add(id);
    } else for (const inner of then) visit(inner);
  };
  if (diagnosis.logs_are_old !== undefined)
    problems.push(...lintCondition(diagnosis.logs_are_old, facts).map((what) => `logs_are_old: ${what}`));
  for (const group of diagnosis.tree) {
    if (!diagnosis.layers.includes(group.layer)) problems.push(`layer "${group.layer}" is not in layers:`);
    for (const branch of group.first ?? group.every ?? []) visit(branch);
  }
  for (const id of reached) {
    if (diagnosis.verdicts[id] === undefined)
      problems.push(`the tree leads to "${id}", but verdicts: has no such entry`);
  }
  for (const [id, verdict] of Object.entries(diagnosis.verdicts)) {
    if (!reached.has(id)) problems.push(`nothing in the tree leads to "${id}"`);
    for (const text of [verdict.title, verdict.headline, verdict.meaning, verdict.settled_by])
      if (text !== undefined)
        problems.push(...lintText(text, facts).map((what) => `the text of "${id}": ${what}`));
    for (const condition of [verdict.confirmed_by, verdict.contradicted_by])
      if (condition !== undefined)
        problems.push(...lintCondition(condition, facts).map((what) => `the witnesses of "${id}": ${what}`));
    for (const other of verdict.explains) {
      if (other !== '*' && diagnosis.verdicts[other] === undefined)
        problems.push(`"${id}" explains "${other}", which does not exist`);
    }
    for (const remedy of verdict.remedies) {
      if (!actions.has(remedy)) problems.push(`"${id}" offers "${remedy}", but there is no such action`);
    }
  }
  return problems;
}

/**
 * The verdicts that a branch named by a fact may lead to: those its condition lists, every root signature of the layer
 * it asks for (`logs.rootLayer: host`), or every root signature (`it.signature: { known: true }`).
 */
export function namesOf(
  { if: condition, then }: Branch,
  { rootLayers = {} }: Pick<Diagnosis, 'rootLayers'>,
): string[] {
  if (typeof then === 'string' || !('named_by' in then)) return [];
  const fact = then.named_by;
  const matcher = condition.facts[fact];
  if (typeof matcher === 'string' || Array.isArray(matcher))
    return [matcher].flat().map((name) => String(name).toLowerCase().replaceAll('_', '-'));
  const layer = condition.facts[layerFact(fact)];
  if (layer !== undefined)
    return Object.keys(rootLayers).filter((id) => [layer].flat().includes(rootLayers[id] ?? ''));
  return typeof matcher === 'object' && matcher.known === true ? Object.keys(rootLayers) : [];
}

function layerFact(fact: string): string {
  return `${fact.slice(0, fact.lastIndexOf('.'))}.rootLayer`;
}

/** Nobody may have described a fault of that layer yet. */
function asksForLayer(condition: Condition, fact: string): boolean {
  return condition.facts[layerFact(fact)] !== undefined;
}

/** The verdicts that branches name themselves. */
export function verdictsNamedIn({ tree }: Diagnosis): string[] {
  const ids = ({ then, ...rest }: Branch): string[] => {
    if (typeof then === 'string') return [then];
    if ('named_by' in then) return namesOf({ then, ...rest }, {});
    return then.flatMap((branch) => ids(branch));
  };
  return tree.flatMap((group) => (group.first ?? group.every ?? []).flatMap((branch) => ids(branch)));
}
