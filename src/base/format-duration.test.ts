import { expect, test } from 'vitest';
import { formatDuration } from './format-duration.ts';

test.each([
  [0, '0 s', '0 s'],
  [0.2, '1 ms', '1 ms'],
  [430, '430 ms', '430 ms'],
  [1349, '1.3 s', '1,3 s'],
  [9_999, '10 s', '10 s'],
  [59_999, '59 s', '59 s'],
  [60_000, '1 min', '1 min'],
  [3_599_000, '59 min 59 s', '59 min 59 s'],
  [8_040_000, '2 h 14 min', '2 h 14 min'],
  [90_000_000, '1 d 1 h', '1 j 1 h'],
  [86_400_000 + 59_000, '1 d', '1 j'],
  [-5, '0 s', '0 s'],
])('%i ms is %s, en français %s', (ms, en, fr) => {
  expect(formatDuration(ms)).toEqual({ en, fr });
});
