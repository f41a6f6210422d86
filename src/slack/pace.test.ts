import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

function clockAt(start: number) {
  const clock = { at: start, now: () => clock.at };
  return clock;
}

test('a channel takes a burst and then one post a second, while other channels are free', () => {
  const clock = clockAt(0);
  const pace = createPace(clock);
  const waits = Array.from({ length: 10 }, () => pace.post('C1'));
  expect(waits).toEqual([...Array(9).fill(0), 1000]);
  expect(pace.post('C2')).toBe(0);
  clock.at = 1000;
  expect(pace.post('C1')).toBe(0);
});

test('edits that pass by give way before edits that stay', () => {
  const clock = clockAt(0);
  const pace = createPace(clock);
  const passing = Array.from({ length: 20 }, (_, i) => pace.edit(`m${i}`, true));
  expect(passing.filter((one) => one === 0)).toHaveLength(12);
  expect(passing.at(-1)).toBe('skip');
  expect(Array.from({ length: 8 }, () => pace.edit('m', false))).toEqual(Array(8).fill(0));
  expect(pace.edit('m', false)).toBeGreaterThan(0);
});

test('two passing edits of one message keep a distance', () => {
  const clock = clockAt(0);
  const pace = createPace(clock);
  expect(pace.edit('m', true)).toBe(0);
  clock.at = 100;
  expect(pace.edit('m', true)).toBe(250);
  clock.at = 350;
  expect(pace.edit('m', true)).toBe(0);
});

test('a pause that Slack asked for holds for that channel only', () => {
  const clock = clockAt(0);
  const pace = createPace(clock);
  pace.pause({ channel: 'C1' }, 4000);
  expect(pace.post('C1')).toBe(4000);
  expect(pace.post('C2')).toBe(0);
  clock.at = 4000;
  expect(pace.post('C1')).toBe(0);
});
