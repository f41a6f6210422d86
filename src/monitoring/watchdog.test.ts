import { expect, test } from 'vitest';
import { patienceOf, pulseOf } from './watchdog.ts';

test('without monitors nothing can have stopped', () => {
  expect(patienceOf([])).toBeUndefined();
});

test('the shortest interval says how soon silence is a stop, a failover at the least', () => {
  expect(patienceOf([{ everyMs: 5_000 }, { everyMs: 3_600_000 }])).toBe(60_000);
  expect(patienceOf([{ everyMs: 3_600_000 }, { everyMs: 600_000 }])).toBe(1_800_000);
});

test('a silence longer than that is told with the last sign of life', () => {
  expect(pulseOf(100_000, 0, 60_000, 160_000)).toEqual({ state: 'beating' });
  expect(pulseOf(100_000, 0, 60_000, 160_001)).toEqual({ state: 'stopped', since: 100_000 });
  // Nothing was ever checked: as long since the start.
  expect(pulseOf(undefined, 5_000, 60_000, 65_000)).toEqual({ state: 'beating' });
  expect(pulseOf(undefined, 5_000, 60_000, 65_001)).toEqual({ state: 'stopped', since: 5_000 });
});
