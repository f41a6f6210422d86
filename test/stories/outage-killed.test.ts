import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { startProcesses } from './processes.ts';
import { startWeb } from './web.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'an outage whose watch, worker, bot and Redis are killed in the middle of it', () => {
  test('has one thread, is told of once, and ends with one chart and one report', {
    timeout: scaled(120_000),
  }, async () => {
    const web = await startWeb(503);
    const product = await startProcesses({
      slack: { channel: '#ops' },
      outages: { resolve_after: '2s' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 9, user: 'bot', key: 'env:NO_KEY' } },
      services: {
        api: {
          host: 'web-1',
          run: { systemd: 'api' },
          public: { url: web.url },
          watch: { every: '5s', fail: '1 of 1' },
        },
      },
    });
    const { workspace, start } = product;
    const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
    const replies = () => workspace.thread('#ops', parents()[0]?.ts ?? '').slice(1);
    const said = (words: string) => replies().filter(({ text }) => text.includes(words)).length;
    try {
      const first = await Promise.all(['bot', 'worker', 'watch'].map((part) => start('--only', part)));
      const [bot, worker, watch] = first;
      await workspace.until(() => parents().length > 0, 20_000);
      await worker?.stop('SIGKILL');
      await start('--only', 'worker');
      await product.killRedis(() => delay(1500));
      await workspace.until(() => said('api: Could not look') > 0, 60_000);
      await bot?.stop('SIGKILL');
      await watch?.stop('SIGKILL');
      web.answer(200);
      await Promise.all([start('--only', 'bot'), start('--only', 'watch')]);
      await workspace.until(() => said('🟢 api answers again') > 0, 30_000);
      await product.killRedis(() => delay(500));
      await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved') === true, 40_000);
      await workspace.until(() => workspace.files().length >= 3, 20_000);
      expect(parents()).toHaveLength(1);
      expect(['api: Could not look', '🟢 api answers again', '✅ Over'].map(said)).toEqual([1, 1, 1]);
      const names = workspace.files().map(({ name }) => name.replace(/-api-.*/, ''));
      expect(names.toSorted()).toEqual(['evidence', 'outage', 'post-mortem']);
    } finally {
      await product.stop();
      web.stop();
    }
  });
});
