import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { startWeb } from './web.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'a monitor of the whole product', () => {
  test('api stops answering: one thread within a second of the deciding check, its diagnosis in it, then its recovery and end', async () => {
    const web = await startWeb(200);
    const product = await startProduct({
      slack: { channel: '#ops' },
      outages: { resolve_after: '4s' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: {
        api: {
          host: 'web-1',
          run: { systemd: 'api' },
          public: { url: web.url },
          watch: { every: '5s', fail: '2 of 3' },
        },
      },
    });
    try {
      const { workspace } = product;
      const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
      web.answer(503);
      const parent = await workspace.until(() => parents()[0], 20_000);
      expect(Date.now() - (web.failedAt[1] ?? 0)).toBeLessThan(scaled(1_000));
      expect(parent.text).toMatch(/^(?:🔴|🔎) api: .*HTTP 503/);
      const replies = () => workspace.thread('#ops', parent.ts).slice(1);
      // It is diagnosed at once, in this thread, without anybody asking.
      const verdict = await workspace.until(
        () => replies().find(({ blocks }) => JSON.stringify(blocks ?? []).includes('rate')),
        20_000,
      );
      const now = () => parents()[0]?.text ?? '';
      await workspace.until(() => now().startsWith('🔴 api: Down. '), 20_000);
      expect(verdict.text).toContain('web-1');

      web.answer(200);
      await workspace.until(() => now().startsWith('🟢 api: Up again'), 20_000);
      await workspace.until(() => now().startsWith('✅ api: Resolved'), 20_000);
      const said = (start: string) => replies().filter(({ text }) => text.startsWith(start));
      await workspace.until(() => said('✅ Over').length === 1, 10_000);
      // The picture of what the monitor saw.
      await workspace.until(() => JSON.stringify(replies()).includes('outage-api-'), 10_000);
      expect(said('🟢 api answers again')).toHaveLength(1);
      expect(parents()).toHaveLength(1);
    } finally {
      await product.stop();
      web.stop();
    }
  });
});
