import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { helperUnderAttack } from './helper-races.ts';

// A short sample of `npm run chaos helper`, which prints the table of 10,000.
describeWith(['lab'], 'the helper of root while the service’s user swaps names under it', () => {
  test('nothing of root gets out or changes, and its work is done all the same', async () => {
    const figures = await helperUnderAttack(7, 250);
    expect(figures).toMatchObject({ races: 250, escapes: 0, crashes: 0, told: [] });
    expect(figures.swaps).toBeGreaterThan(2_500);
    expect(figures.operations['fix-paths']?.done).toBeGreaterThan(10);
    expect(figures.operations['set-env']?.done).toBeGreaterThan(10);
  }, 120_000);

  test('a helper that trusts names would be caught by it', async () => {
    const figures = await helperUnderAttack(7, 250, { weakened: true });
    expect(figures.escapes).toBeGreaterThan(0);
  }, 120_000);
});
