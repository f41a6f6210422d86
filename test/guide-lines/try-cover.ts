import { expect } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { say } from '#base/phrase.ts';
import { allProbes } from '#probes/all-probes.ts';
import type { Probe } from '#probes/probe.ts';
import { pendingLooks } from '#probes/probe-run.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import type { Diagnosis } from '#runbooks/diagnosis.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { findService } from '#catalog/find-service.ts';
import { readPastedError } from '#catalog/pasted-error.ts';
import { type FactsByProbe, seen } from '#test/verdicts/facts.ts';
import type { Place, Proof } from './line.ts';
import { factSeen, targetsOf } from './look.ts';
import { payments } from './services.ts';

/** What covers are tried against: all that there is, or less, to see that it is missed. */
export type World = { readonly probes: readonly Probe[]; readonly diagnosis: Diagnosis };
const library = loadRunbooks();
export const wholeWorld: World = { probes: allProbes, diagnosis: library.diagnosis };

/** Runs what a cover promises. Throws when it does not hold. */
export function tryCover(cover: Proof, world: World = wholeWorld): void {
  const decide = (saw: readonly FactsByProbe[]): Verdict => decideIn(world, saw);
  if ('fact' in cover) {
    expect(factSeen(cover.fact, cover.look, world.probes)).toEqual(cover.is);
  } else if ('verdict' in cover) {
    expect(idsAt(cover.as ?? 'head', decide(cover.saw))).toContain(cover.verdict);
  } else if ('affected' in cover) {
    expect(decide(cover.saw).affected.map((phrase) => say('en', phrase))).toEqual(cover.affected);
  } else if ('notAffected' in cover) {
    expect(decide(cover.saw).notAffected.map((phrase) => say('en', phrase))).toEqual(cover.notAffected);
  } else if ('signature' in cover) {
    expect(signatureIn(cover.sample)).toBe(cover.signature);
  } else if ('goodSign' in cover) {
    expect(library.signatures.goodSign(cover.sample)?.id).toBe(cover.goodSign);
  } else if ('together' in cover) {
    const looked = pendingLooks(world.probes, targetsOf(cover.service)).map(({ probe }) => probe.id);
    expect(looked).toEqual(expect.arrayContaining([...cover.together]));
  } else {
    expect(readPastedError(cover.pasted)).toMatchObject({ url: cover.url, status: cover.status });
    const [target] = targetsOf(payments);
    expect(target === undefined ? undefined : findService(target.catalog, cover.pasted)).toMatchObject({
      service: { name: 'api' },
    });
  }
}

/** Of a sample of several lines the last is the one to know. */
function signatureIn(sample: string): string | undefined {
  const lines = sample.split('\n');
  return library.signatures.match(lines.at(-1) ?? '', lines.slice(0, -1))?.id;
}

function decideIn({ diagnosis }: World, saw: readonly FactsByProbe[]): Verdict {
  return decideVerdict(diagnosis, seen(...saw), {
    service: 'API',
    hosts: ['web-1'],
    remedy: () => undefined,
  });
}

function idsAt(place: Place, verdict: Verdict): readonly string[] {
  switch (place) {
    case 'head':
      return [verdict.id];
    case 'symptom':
      return verdict.symptoms.map(({ id }) => id);
    case 'other':
      return verdict.otherCauses.map(({ id }) => id);
    case 'warning':
      return verdict.warnings.map(({ id }) => id);
  }
}
