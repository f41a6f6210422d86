import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { alertStorm } from './storms.ts';
import { scaled } from '#test/scaled.ts';

// A short sample of `npm run chaos storms`, which prints the figures.
describeWith(['redis'], 'a storm of alerts', () => {
  test('each service gets one thread, however many alerts tell of it, and none is lost', {
    timeout: scaled(60_000),
  }, async () => {
    const figures = await alertStorm(3, { alerts: 200, services: 40, channels: 10, overMs: 2_000 });
    expect(figures).toMatchObject({ lost: 0, outages: 40, threads: 40, limitedBySlack: 0 });
  });
});
