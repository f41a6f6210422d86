import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { say } from '#base/phrase.ts';
import { accessFacts } from '#probes/access.ts';
import { allProbes } from '#probes/all-probes.ts';
import { decideVerdict } from '#runbooks/decide-verdict.ts';
import { seen } from './facts.ts';

const { diagnosis } = loadRunbooks();
const known = new Map<string, Set<string>>([['access', new Set(Object.keys(accessFacts))]]);
for (const { id, facts } of allProbes)
  known.set(id, new Set([...(known.get(id) ?? []), ...Object.keys(facts)]));

/** In a group over `needs.*` or `checks.*` the one that is looked at is `it`, and `it.name` what the catalog calls it. */
const ofEach = new Set([
  'name',
  ...['needs', 'checks', 'platform'].flatMap((id) => [...(known.get(id) ?? [])]),
]);

function unknownIn(text: string): string[] {
  return [...text.matchAll(/\{([\w.-]+)\}/g)].flatMap(([, path = '']) => {
    const [probe = '', fact = ''] = path.split('.');
    const facts = probe === 'it' ? ofEach : known.get(probe);
    return path === 'service' || facts?.has(fact) === true ? [] : [path];
  });
}

describe('the texts of verdicts', () => {
  it.each(Object.entries(diagnosis.verdicts))('%s speaks only of facts that exist', (_id, verdict) => {
    const texts = [
      verdict.title,
      verdict.headline,
      ...(verdict.meaning === undefined ? [] : [verdict.meaning]),
    ];
    expect(texts.flatMap(({ en, fr }) => unknownIn(`${en} ${fr}`))).toEqual([]);
  });
  it('call a check by its name in the catalog', () => {
    const { headline } = decideVerdict(diagnosis, seen({ 'checks.orders': { passed: false, status: 500 } }), {
      service: 'Payments API',
      hosts: ['web-1'],
      remedy: () => undefined,
    });
    expect(say('en', headline)).toBe('The check orders of Payments API fails: HTTP 500.');
    expect(say('fr', headline)).toBe('Le contrôle orders de Payments API échoue : HTTP 500.');
  });
});
