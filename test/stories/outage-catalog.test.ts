import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { startWeb } from './web.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'the catalog is edited in the middle of an outage', () => {
  test('what watched it is taken out: that is said and it is over; put back and moved, it is down again in the same thread', {
    timeout: scaled(180_000),
  }, async () => {
    const web = await startWeb(503);
    const catalog = (own: object) => ({
      slack: { channel: '#ops' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: { api: { host: 'web-1', run: { systemd: 'api' }, public: { url: web.url }, ...own } },
    });
    const watch = { every: '5s', fail: '2 of 3' };
    const product = await startProduct(catalog({ watch }));
    const edit = (own: object): void => writeFileSync(product.configFile, stringify(catalog(own)));
    try {
      const { workspace } = product;
      const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
      const parent = await workspace.until(() => parents()[0], 20_000);
      const replies = () => workspace.thread('#ops', parent.ts).slice(1);
      const said = (start: string) => replies().filter(({ text }) => text.startsWith(start)).length;
      edit({});
      await workspace.until(() => said('👁 Taken out of the catalog: api/watch.') === 1, 30_000);
      await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved') === true, 20_000);
      await workspace.until(() => said('✅ Over') === 1, 20_000);
      expect(said('🟢')).toBe(0);
      // Its standing was forgotten: still down, it is seen to go down.
      edit({ watch, channel: '#random' });
      await workspace.until(() => said('🔴 api failed again') === 1, 40_000);
      web.answer(200);
      await workspace.until(() => said('🟢 api answers again') === 1, 30_000);
      expect(parents()).toHaveLength(1);
      expect(workspace.messages('#random')).toEqual([]);
    } finally {
      await product.stop();
      web.stop();
    }
  });
});
