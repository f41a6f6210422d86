import { expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import { createTendSoon } from './tend-soon.ts';

test('whoever said something is answered, though Slack is away or the report takes its time', async () => {
  let isDone = false;
  let end = (): void => {};
  const slow = createTendSoon(async () => {
    await new Promise<void>((resolve) => {
      end = resolve;
    });
    isDone = true;
  }, createQuietLog());
  const from = performance.now();
  await slow('outage-1');
  expect(performance.now() - from).toBeLessThan(1_900);
  expect(isDone).toBe(false);
  end();
  await expect.poll(() => isDone).toBe(true);
  const failing = createTendSoon(async () => Promise.reject(new Error('slack is away')), createQuietLog());
  await expect(failing('outage-1')).resolves.toBeUndefined();
});
