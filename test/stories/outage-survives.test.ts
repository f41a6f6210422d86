import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { startWeb } from './web.ts';

describeWith(['redis'], 'an outage outlives what watches it', () => {
  test('Resus is stopped while api is down and comes back on another outage state: one thread, gone on with to its end', async () => {
    const web = await startWeb(503);
    const product = await startProduct({
      slack: { channel: '#ops' },
      outages: { resolve_after: '2s' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: {
        api: {
          host: 'web-1',
          run: { systemd: 'api' },
          public: { url: web.url },
          watch: { every: '5s', fail: '1 of 1' },
        },
      },
    });
    try {
      const { workspace } = product;
      const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
      const parent = await workspace.until(() => parents()[0], 20_000);
      // At once, in the middle of its diagnosis.
      await product.restart();
      const replies = () => workspace.thread('#ops', parent.ts).slice(1);
      await workspace.until(() => replies().some(({ text }) => text.includes('Could not look')), 40_000);
      // What comes back while nobody looks is seen afterwards.
      await product.restart(async () => {
        web.answer(200);
        await delay(500);
      });
      await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved') === true, 40_000);
      const said = (start: string) => replies().filter(({ text }) => text.startsWith(start)).length;
      await workspace.until(() => said('✅ Over') > 0, 10_000);
      expect(parents()).toHaveLength(1);
      expect([said('🟢 api answers again'), said('✅ Over'), said('api: Could not look')]).toEqual([1, 1, 1]);
    } finally {
      await product.stop();
      web.stop();
    }
  });
});
