import type { Action } from './action.ts';
import type { Branch, Diagnosis, Outcome } from './diagnosis.ts';

/** What is wrong with a diagnosis as a whole, one line each; empty when nothing is. */
export function lintDiagnosis(diagnosis: Diagnosis, actions: ReadonlyMap<string, Action>): string[] {
  const problems: string[] = [];
  const reached = new Set<string>();
  let isNamedByFact = false;
  const visit = (outcome: Outcome): void => {
    if (typeof outcome === 'string') reached.add(outcome);
    else if ('named_by' in outcome) isNamedByFact = true;
    else for (const branch of outcome) visit(branch.then);
  };
  for (const group of diagnosis.tree) {
    if (!diagnosis.layers.includes(group.layer)) problems.push(`layer "${group.layer}" is not in layers:`);
    for (const branch of branchesOf(group)) visit(branch.then);
  }
  for (const id of reached) {
    if (diagnosis.verdicts[id] === undefined)
      problems.push(`the tree leads to "${id}", but verdicts: has no such entry`);
  }
  for (const [id, verdict] of Object.entries(diagnosis.verdicts)) {
    if (!reached.has(id) && !isNamedByFact) problems.push(`nothing in the tree leads to "${id}"`);
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
