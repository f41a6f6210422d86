import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { fill, locales } from '#base/phrase.ts';

const { diagnosis } = loadRunbooks();

/** Every text of a verdict with every set of its facts that has one fact less than all, and with none. */
function renderings(text: string): string[] {
  const names = [...text.matchAll(/\{([\w.*-]+)\}/g)].map(([, name = '']) => name);
  const all = Object.fromEntries(names.map((name) => [name, 'seen']));
  const without = names
    .filter((name) => name !== 'service')
    .map((gone) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== gone)));
  return [all, ...without, { service: 'Payments API' }].map((values) => fill(text, values));
}

describe('no text of a verdict leaves with an unfilled part', () => {
  it.each(Object.entries(diagnosis.verdicts))('%s', (_id, { title, headline, meaning, settled_by }) => {
    for (const phrase of [title, headline, meaning, settled_by]) {
      for (const locale of locales) {
        for (const told of renderings(phrase?.[locale] ?? '')) {
          // French has a space before a colon; English none.
          expect(told).not.toMatch(locale === 'en' ? /[{}[\]]|  |undefined| [.,:;]/ : /[{}[\]]|  |undefined/);
        }
      }
    }
  });
});
