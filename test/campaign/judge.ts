import type { Verdict } from '#runbooks/verdict.ts';
import type { Fault } from '#test/lab/faults/fault.ts';

export type Judged = { readonly isRight: boolean; readonly isFalseAlarm: boolean; readonly why: string };

/** Compares a verdict with what is really wrong. A claim that is not true is worse than one that is missing. */
export function judgeVerdict(fault: Fault, verdict: Verdict): Judged {
  const { expect } = fault;
  const roots = [verdict.id, ...verdict.otherCauses.map(({ id }) => id)];
  const all = [
    ...roots,
    ...verdict.symptoms.map(({ id }) => id),
    ...verdict.warnings.map(({ id }) => id),
    ...verdict.otherCauses.flatMap(({ symptoms }) => symptoms.map(({ id }) => id)),
  ];
  const reasons: string[] = [];
  if (![expect.verdict].flat().includes(verdict.id)) reasons.push(`headline is ${verdict.id}`);
  for (const wanted of expect.causes ?? []) {
    if (![wanted].flat().some((id) => all.includes(id)))
      reasons.push(`does not name ${[wanted].flat().join(' or ')}`);
  }
  for (const wrong of expect.notCauses ?? []) {
    if (roots.includes(wrong)) reasons.push(`claims ${wrong}`);
  }
  if (
    expect.quotes !== undefined &&
    !JSON.stringify(verdict).includes(JSON.stringify(expect.quotes).slice(1, -1))
  ) {
    reasons.push(`does not quote "${expect.quotes}"`);
  }
  if (verdict.outcome === 'faulty' && verdict.proof.length === 0) reasons.push('has no proof');
  const isWell = fault.kind === 'healthy' || fault.kind === 'recovered';
  return {
    isRight: reasons.length === 0,
    isFalseAlarm: isWell && verdict.outcome === 'faulty',
    why: reasons.join('; '),
  };
}
