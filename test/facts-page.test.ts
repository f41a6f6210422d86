import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessFacts } from '#probes/access.ts';
import { allProbes } from '#probes/all-probes.ts';

const page = readFileSync(new URL('../docs/facts.md', import.meta.url), 'utf8');

/** probe → fact → type, as the page says. */
function documented(): Record<string, Record<string, string>> {
  const probes: Record<string, Record<string, string>> = {};
  for (const section of page.split(/^## /m).slice(1)) {
    const name = /^[\w-]+/.exec(section)?.[0] ?? '';
    probes[name] = Object.fromEntries(
      [...section.matchAll(/^\| (\w+) \| (string|number|boolean|list) \| .+ \|$/gm)].map((row) => [
        row[1],
        row[2],
      ]),
    );
  }
  return probes;
}

describe('the page of facts', () => {
  const told = documented();
  it('names every probe that there is, and no other', () => {
    expect(Object.keys(told).toSorted()).toEqual(
      ['access', ...new Set(allProbes.map(({ id }) => id))].toSorted(),
    );
  });
  it.each([...allProbes.map(({ id, facts }) => ({ id, facts })), { id: 'access', facts: accessFacts }])(
    'tells the facts of $id and their types',
    ({ id, facts }) => {
      expect(told[id]).toEqual(facts);
    },
  );
});
