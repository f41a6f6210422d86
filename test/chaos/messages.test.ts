import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { messagesUnderChaos } from './messages.ts';
import { scaled } from '#test/scaled.ts';

// A short sample of `npm run chaos messages`, which prints the figures.
describeWith(['redis'], 'messages while bots and workers are killed and slack fails', () => {
  test('none is lost, none stands twice, none is out of order, each shows its newest words', {
    timeout: scaled(60_000),
  }, async () => {
    const figures = await messagesUnderChaos(5, { messages: 80, threads: 8, kills: 3, stops: 0 });
    expect(figures).toMatchObject({ lost: 0, outOfOrder: 0, duplicates: 0, stale: 0, overdrawn: 0 });
  });
});
