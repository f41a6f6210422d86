import { expect, test } from 'vitest';
import { sinceSteps } from './beat-steps.ts';

const hourMs = 3_600_000;

test('a clock that is set forward makes nobody silent; from then on silence counts', async () => {
  let steadyMs = 0;
  const lastBeat = sinceSteps(
    async () => 1_000_000,
    () => steadyMs,
  );
  expect(await lastBeat('api/backup', 1_000_000)).toBe(1_000_000);
  steadyMs = 60_000;
  expect(await lastBeat('api/backup', 1_060_000)).toBe(1_000_000);
  steadyMs = 70_000;
  expect(await lastBeat('api/backup', 1_070_000 + hourMs)).toBe(1_070_000 + hourMs);
  steadyMs = 670_000;
  // Ten minutes of silence after it, and none of an hour.
  expect(await lastBeat('api/backup', 1_670_000 + hourMs)).toBe(1_070_000 + hourMs);
});

test('a clock that is set forward and back again leaves nothing in the future', async () => {
  let steadyMs = 0;
  const lastBeat = sinceSteps(
    async () => 1_000_000,
    () => steadyMs,
  );
  await lastBeat('api/backup', 1_000_000);
  steadyMs = 10_000;
  await lastBeat('api/backup', 1_010_000 + hourMs);
  steadyMs = 20_000;
  expect(await lastBeat('api/backup', 1_020_000)).toBe(1_020_000);
  steadyMs = 80_000;
  expect(await lastBeat('api/backup', 1_080_000)).toBe(1_020_000);
});
