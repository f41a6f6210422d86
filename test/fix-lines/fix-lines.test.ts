import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FixProof, RefusedProof } from './fix-line.ts';
import { labelsOf } from './fix-line.ts';
import { fixesAB } from './fixes-ab.ts';
import { fixesCD } from './fixes-cd.ts';
import { fixesE } from './fixes-e.ts';
import { fixPageOf } from './page.ts';
import { proofLines } from './proofs.ts';
import { holdsWithoutIt, tryFix } from './try-fix.ts';

const lines = [...fixesAB, ...fixesCD, ...fixesE, ...proofLines];

/** How many fixes and proofs each guide has. */
const counted = { A: [12, 8], B: [13, 5], C: [11, 6], D: [14, 8], E: [7, 7] } as const;

describe('every fix of the emergency guides, and every look after it', () => {
  for (const line of lines) {
    it(`${line.id} ${line.text} → ${labelsOf(line).join(', ')}`, () => {
      for (const cover of line.by) tryFix(cover);
      const named = line.by.filter(
        (cover): cover is FixProof | RefusedProof => 'action' in cover || 'refused' in cover,
      );
      expect(named.filter(holdsWithoutIt)).toEqual([]);
    });
  }
});

describe('the list of fixes', () => {
  it('has each line once', () => {
    const expected = Object.entries(counted).flatMap(([system, [fixes, proofs]]) => [
      ...Array.from({ length: fixes }, (_, at) => `${system}.F${at + 1}`),
      ...Array.from({ length: proofs }, (_, at) => `${system}.T${at + 1}`),
    ]);
    expect(lines.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
    expect(lines).toHaveLength(57 + 34);
  });
  it('leaves no line with nothing but a reason', () => {
    expect(lines.filter(({ by }) => by.every((cover) => 'gap' in cover))).toEqual([]);
  });
  it('is what the page tells', () => {
    const page = new URL('../../docs/fix-lines.md', import.meta.url);
    if (process.env['RESUS_WRITE'] === '1') writeFileSync(page, fixPageOf(lines));
    expect(readFileSync(page, 'utf8')).toBe(fixPageOf(lines));
  });
});
