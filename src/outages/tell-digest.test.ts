import { expect, test } from 'vitest';
import { weekToTell } from './tell-digest.ts';

const told = (at: string) => {
  const week = weekToTell(Date.parse(at));
  return week === undefined ? undefined : [week.from, week.to].map((ms) => new Date(ms).toISOString());
};

test('the week before is told on Monday from eight on, and on no other day', () => {
  const week = ['2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'];
  expect(told('2026-03-09T07:59:59Z')).toBeUndefined();
  expect(told('2026-03-09T08:00:00Z')).toEqual(week);
  expect(told('2026-03-09T23:59:59Z')).toEqual(week);
  expect(told('2026-03-10T08:00:00Z')).toBeUndefined();
  expect(told('2026-03-08T08:00:00Z')).toBeUndefined();
});
