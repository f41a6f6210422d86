import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { clicksAtOnce } from './clicks.ts';
import { runsUnderChaos } from './runs.ts';
import { watchesUnderChaos } from './watches.ts';
import { scaled } from '#test/scaled.ts';

// Short samples of `npm run chaos`, which prints the figures.
describeWith(['redis', 'sshd'], 'plans while everything under them breaks', () => {
  test('workers killed and frozen, redis killed: nothing runs twice, nothing is lost, every plan has a told end', {
    timeout: scaled(120_000),
  }, async () => {
    const figures = await runsUnderChaos(7, { plans: 16, kills: 4, stops: 1, redisRestarts: 1 });
    expect(figures).toMatchObject({ twice: 0, lost: 0 });
    const told = Object.values(figures.ended).reduce((sum, count) => sum + count, figures.unknown);
    expect(told).toBe(16);
    expect(figures.ended).not.toHaveProperty('done, but not all of it');
  });

  test('a hundred clicks at once start one run', async () => {
    expect(await clicksAtOnce(100)).toMatchObject({ counted: 1, refused: 99, ran: 1 });
  });
});

describeWith(['redis'], 'monitors while the processes that share them are killed in turn', () => {
  test('one result for each scheduled time, none missing for longer than a failover, each change told once', {
    timeout: scaled(120_000),
  }, async () => {
    const figures = await watchesUnderChaos(7, { monitors: 20, forMs: 20_000 });
    expect(figures).toMatchObject({ twice: 0, beside: 0, tooLong: 0, mistold: 0 });
    expect(figures.kills).toBeGreaterThan(2);
    expect(figures.results).toBeGreaterThanOrEqual(20 * 4);
  });
});
