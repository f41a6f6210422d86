import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Branch } from '#runbooks/diagnosis.ts';
import { namesOf } from '#runbooks/lint.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { placesOf, walk } from '#runbooks/walk.ts';
import { aroundCases } from './around-cases.ts';
import { causeCases } from './cause-cases.ts';
import { containerCases } from './container-cases.ts';
import { badGateway, type FactsByProbe, notListening, seen } from './facts.ts';
import { guideCases } from './guide-cases.ts';
import { hostCases } from './host-cases.ts';
import { pathCases } from './path-cases.ts';
import { platformCases } from './platform-cases.ts';
import { processCases } from './process-cases.ts';
import { witnessCases } from './witness-cases.ts';

const { diagnosis } = loadRunbooks();
const cases = [
  ...processCases,
  ...pathCases,
  ...causeCases,
  ...hostCases,
  ...aroundCases,
  ...platformCases,
  ...guideCases,
  ...witnessCases,
  ...containerCases,
];

function decide(...saw: readonly FactsByProbe[]): Verdict {
  // A service of a platform runs on no host of ours.
  const hosts = saw.some(({ platform }) => platform !== undefined) ? [] : ['web-1'];
  return decideVerdict(diagnosis, seen(...saw), {
    service: 'Payments API',
    hosts,
    remedy: () => undefined,
  });
}

/** Verdicts that a branch names by a fact, with the fact. */
function namedIn(branches: readonly Branch[]): { id: string; fact: string }[] {
  return branches.flatMap((branch) => {
    const { then } = branch;
    if (typeof then === 'string') return [];
    if (!('named_by' in then)) return namedIn(then);
    return namesOf(branch, diagnosis).map((id) => ({ id, fact: then.named_by }));
  });
}
const named = diagnosis.tree.flatMap((group) =>
  namedIn(group.first ?? group.every ?? []).map(({ id, fact }) => ({
    id,
    fact: fact.replace(/^it\b/, group.each?.replace('*', 'one') ?? 'it'),
  })),
);

describe('what is seen leads to the right verdict', () => {
  test.each(cases)('$name → $verdict', ({ saw, ...expected }) => {
    const verdict = decide(...saw);
    expect(verdict.id).toBe(expected.verdict);
    const symptoms = verdict.symptoms.map(({ id }) => id);
    expect(symptoms).toEqual(expected.symptoms ?? symptoms);
    expect(verdict.otherCauses.map(({ id }) => id)).toEqual(expected.others ?? []);
    expect(verdict.warnings.map(({ id }) => id)).toEqual(expected.warnings ?? []);
    expect(verdict.confidence).toBe(expected.confidence ?? verdict.confidence);
    expect(verdict.proof.length).toBeGreaterThan(0);
    const said = [verdict.headline, verdict.title, ...verdict.symptoms.map(({ headline }) => headline)];
    for (const phrase of said) expect(phrase.en).not.toBe('');
  });

  test.each(named)('a crash with $id in the log → $id', ({ id, fact }) => {
    const verdict = decide(...factsNaming(id, fact));
    expect(verdict.id).toBe(id);
    expect(verdict.proof.map(({ quote }) => quote)).toContain(
      `${fact.slice(fact.lastIndexOf('.') + 1)}=${id}`,
    );
  });
});

/** What is seen when `fact` is what names the verdict. */
function factsNaming(id: string, fact: string): FactsByProbe[] {
  const probe = fact.slice(0, fact.lastIndexOf('.'));
  const name = fact.slice(fact.lastIndexOf('.') + 1);
  const about = { [name]: id, signatures: [id], up: false, kind: 'postgres', passed: false, errorAgeS: 5 };
  return [harmFor(probe), { [probe]: about }];
}

/** What else is seen when a verdict is named by a fact of this probe. */
function harmFor(probe: string): FactsByProbe {
  if (probe === 'proxy') return { ...badGateway, local: {} };
  return { ...notListening, process: { state: 'failed', failure: 'exit_code' } };
}

test('every verdict of the library is reached by a case here', () => {
  const reached = new Set([
    ...cases.map(({ verdict }) => verdict),
    ...cases.flatMap(({ warnings }) => warnings ?? []),
    ...cases.flatMap(({ symptoms }) => symptoms ?? []),
    ...named.map(({ id }) => id),
  ]);
  expect(Object.keys(diagnosis.verdicts).filter((id) => !reached.has(id))).toEqual([]);
});

test('every branch of the tree is taken by a case here', () => {
  const seenBy = cases.map(({ saw }) => seen(...saw));
  const namedBy = named.map(({ id, fact }) => seen(...factsNaming(id, fact)));
  const taken = new Set(
    [...seenBy, ...namedBy].flatMap((one) => walk(diagnosis, one).held.map(({ order }) => order)),
  );
  const untaken = [...placesOf(diagnosis)].filter(
    ([branch, place]) => !Array.isArray(branch.then) && !taken.has(place),
  );
  expect(untaken.map(([branch]) => JSON.stringify(branch))).toEqual([]);
});

test('a log line that a direct look contradicts is told with what speaks against it', () => {
  const saw = witnessCases.find(({ name }) => name.endsWith('and it is not'))?.saw ?? [];
  const rootLine = 'Error: ENOSPC: no space left on device, write';
  const { ruledOut } = decide(...saw, { logs: { rootLine } });
  expect(ruledOut.find(({ id }) => id === 'disk-full')?.because).toEqual([
    `logs.rootLine = ${rootLine}`,
    'disk.anyFull = false',
  ]);
});

test('what one witness says comes with the look that would settle it', () => {
  const saw = [{ process: { state: 'failed' } }, notListening, { logs: { rootSignature: 'disk-full' } }];
  expect(decide(...saw).settledBy?.en).toContain('df -h');
  const sure = decide(...saw, { disk: { full: true, anyFull: true } });
  expect(sure).not.toHaveProperty('settledBy');
});
