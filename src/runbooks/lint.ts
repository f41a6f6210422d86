import type { Action } from './action.ts';
import type { Condition } from './condition.ts';
import type { Branch, Diagnosis } from './diagnosis.ts';

/** What is wrong with a diagnosis as a whole, one line each; empty when nothing is. */
export function lintDiagnosis(diagnosis: Diagnosis, actions: ReadonlyMap<string, Action>): string[] {
  const problems: string[] = [];
  const reached = new Set<string>();
  const visit = ({ if: condition, then }: Branch): void => {
    if (typeof then === 'string') reached.add(then);
    else if ('named_by' in then)
      for (const id of namesIn(condition, then.named_by, problems)) reached.add(id);
    else for (const branch of then) visit(branch);
  };
  for (const group of diagnosis.tree) {
    if (!diagnosis.layers.includes(group.layer)) problems.push(`layer "${group.layer}" is not in layers:`);
    for (const branch of branchesOf(group)) visit(branch);
  }
  for (const id of reached) {
    if (diagnosis.verdicts[id] === undefined)
      problems.push(`the tree leads to "${id}", but verdicts: has no such entry`);
  }
  for (const [id, verdict] of Object.entries(diagnosis.verdicts)) {
    if (!reached.has(id)) problems.push(`nothing in the tree leads to "${id}"`);
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

function branchesOf(group: Diagnosis['tree'][number]): readonly Branch[] {
  return group.first ?? group.every ?? [];
}

/** A verdict named by a fact must say which names it expects: an open list could lead anywhere. */
function namesIn(condition: Condition, fact: string, problems: string[]): string[] {
  const matcher = condition.facts[fact];
  const names = typeof matcher === 'string' ? [matcher] : Array.isArray(matcher) ? matcher.map(String) : [];
  if (names.length === 0)
    problems.push(`named_by ${fact}: the branch's condition must list the names it may have`);
  return names.map((name) => name.toLowerCase().replaceAll('_', '-'));
}
