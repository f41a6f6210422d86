import { describe, expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { explainLines } from '#runbooks/explain.ts';
import { recorded } from '#test/recorded/recorded.ts';

const library = loadRunbooks();
const rows = recorded('held-out-lines.tsv')
  .split('\n')
  .filter((row) => row !== '' && !row.startsWith('#'))
  .map((row) => {
    const [source = '', means = '', ...line] = row.split('\t');
    return { source, means, line: line.join('\t') };
  });

function faultIn(line: string): string | null {
  return explainLines(line, library, 'en')[0]?.fault ?? null;
}

/** A general crash is quoted as what it is: it names no cause. */
function causeIn(line: string): string | null {
  const fault = faultIn(line);
  return fault !== null && library.faults.get(fault)?.level === 'general' ? null : fault;
}

describe('lines of popular software as public issues show them', () => {
  const named = rows.filter(({ means }) => means !== '-' && means !== '?');
  test('there are enough of each kind', () => {
    expect(rows.length).toBeGreaterThanOrEqual(150);
    expect(named.length).toBeGreaterThanOrEqual(80);
  });
  test.each(named)('$source means $means: $line', ({ means, line }) => {
    expect(faultIn(line)).toBe(means);
  });
  test.each(rows.filter(({ means }) => means === '-'))('$source only informs: $line', ({ line }) => {
    expect(faultIn(line)).toBeNull();
  });
  test.each(rows.filter(({ means }) => means === '?'))('$source gets no wrong name: $line', ({ line }) => {
    expect(causeIn(line)).toBeNull();
  });
});
