import { beforeEach, expect, test } from 'vitest';
import { Limits } from './limits.ts';

let now: number;
let limits: Limits;
beforeEach(() => {
  now = 1_000_000;
  limits = new Limits(() => now);
});

const times = (count: number, call: () => number): number[] => Array.from({ length: count }, call);

test('a method is taken as often as its tier says in any minute, however the calls lie in it', () => {
  expect(times(49, () => limits.method('chat.update', 3))).toEqual(Array(49).fill(0));
  now += 59_000;
  expect(times(2, () => limits.method('chat.update', 3))).toEqual([0, 1]);
  now += 1_000;
  expect(times(50, () => limits.method('chat.update', 3)).filter((waitS) => waitS > 0)).toEqual([59]);
  expect(limits.method('chat.delete', 3)).toBe(0);
});

test('ten connections can be opened at once', () => {
  expect(times(11, () => limits.method('apps.connections.open', 1)).filter((waitS) => waitS > 0)).toEqual([
    60,
  ]);
});

test('a channel takes ten posts at once and then one a second', () => {
  expect(times(11, () => limits.channel('C1'))).toEqual([...Array(10).fill(0), 1]);
  now += 1_000;
  expect(times(2, () => limits.channel('C1'))).toEqual([0, 1]);
  expect(limits.channel('C2')).toBe(0);
  now += 3_600_000;
  expect(times(11, () => limits.channel('C1'))).toEqual([...Array(10).fill(0), 1]);
});
