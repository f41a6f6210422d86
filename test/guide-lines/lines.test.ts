import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { labelOf, proofsOf } from './line.ts';
import { lines } from './lines.ts';
import { pageOf } from './page.ts';
import { tryCover } from './try-cover.ts';
import { holdsWithoutIt } from './without.ts';

/** How many checks and conclusions each guide has. */
const counted = { A: [33, 14], B: [23, 14], C: [27, 12], D: [31, 14], E: [19, 12] } as const;

describe('every line of the emergency guides', () => {
  for (const line of lines) {
    const proofs = proofsOf(line);
    it(`${line.id} ${line.text} → ${[...new Set(proofs.map(labelOf))].join(', ')}`, () => {
      for (const proof of proofs) tryCover(proof);
      expect(proofs.filter(holdsWithoutIt).map(labelOf)).toEqual([]);
    });
  }
});

describe('the list of lines', () => {
  it('has each line once, in the order of the guides', () => {
    const expected = Object.entries(counted).flatMap(([system, [checks, conclusions]]) => [
      ...Array.from({ length: checks }, (_, at) => `${system}.C${at + 1}`),
      ...Array.from({ length: conclusions }, (_, at) => `${system}.V${at + 1}`),
    ]);
    expect(lines.map(({ id }) => id)).toEqual(expected);
    expect(lines).toHaveLength(133 + 66);
  });
  it('leaves no line with nothing but a reason', () => {
    expect(lines.filter((line) => proofsOf(line).length === 0)).toEqual([]);
  });
  it('is what the page tells', () => {
    const page = new URL('../../docs/guide-lines.md', import.meta.url);
    if (process.env['RESUS_WRITE'] === '1') writeFileSync(page, pageOf(lines));
    expect(readFileSync(page, 'utf8')).toBe(pageOf(lines));
  });
});
