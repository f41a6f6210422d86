import { expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import { createAdvanceInBackground } from './advance-in-background.ts';
import { scaled } from '#test/scaled.ts';

test('whoever said something is answered, though Slack is away or the report takes its time', async () => {
  let isDone = false;
  const report = Promise.withResolvers<void>();
  const slow = createAdvanceInBackground(async () => {
    await report.promise;
    isDone = true;
  }, createQuietLog());
  const from = performance.now();
  await slow('outage-1');
  expect(performance.now() - from).toBeLessThan(scaled(1_900));
  expect(isDone).toBe(false);
  report.resolve();
  await expect.poll(() => isDone).toBe(true);
  const failing = createAdvanceInBackground(
    async () => Promise.reject(new Error('slack is away')),
    createQuietLog(),
  );
  await expect(failing('outage-1')).resolves.toBeUndefined();
});
