import { expect, test } from 'vitest';
import { chartWindow } from './chart-window.ts';

const every = (ms: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / ms) + 1 }, (_, i) => ({ at: from + i * ms }));
const s = (seconds: number): number => seconds * 1000;
const record = { from: s(0), to: s(345), marks: [], samples: every(s(5), s(0), s(345)) };
const short = { since: s(300), resolved: { at: s(345) } };

test('a short outage has ten checks before it', () => {
  expect(chartWindow({ ...record, outage: short })).toEqual({ from: s(250), to: s(345) });
});

test('a longer one has as much again before it', () => {
  const outage = { since: s(200), resolved: { at: s(345) } };
  expect(chartWindow({ ...record, outage })).toEqual({ from: s(55), to: s(345) });
});

test('the picture begins with the first check, and no later than the outage', () => {
  const late = { ...record, samples: every(s(5), s(290), s(345)) };
  expect(chartWindow({ ...late, outage: short })).toEqual({ from: s(290), to: s(345) });
  const after = { ...record, samples: every(s(5), s(320), s(345)) };
  expect(chartWindow({ ...after, outage: short })).toEqual({ from: s(300), to: s(345) });
});

test('what changed before it stays in the picture, unless it is older than the record', () => {
  const changed = { ...record, outage: short, marks: [{ at: s(-900) }, { at: s(100) }] };
  expect(chartWindow(changed)).toEqual({ from: s(100), to: s(345) });
});

test('where only sums are kept all of it is shown', () => {
  expect(chartWindow({ ...record, samples: [], outage: short })).toEqual({ from: s(0), to: s(345) });
});
