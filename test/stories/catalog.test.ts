import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'the catalog while resus runs', () => {
  test('at start it is said where nothing could be told: no channel, or one that Resus is not in', async () => {
    const hosts = { 'web-1': { address: '127.0.0.1', port: 9, user: 'bot', key: 'env:NO_SUCH_KEY' } };
    const watched = { host: 'web-1', run: { systemd: 'api' }, watch: { every: '60s' } };
    const product = await startProduct({
      hosts,
      services: { api: watched, shop: { ...watched, channel: '#random' } },
    });
    try {
      await expect.poll(() => product.told.join('\n')).toContain('channel #random: Resus is not in it');
      expect(product.told.join('\n')).toContain('no channel hears of outages of api: set slack.channel');
    } finally {
      await product.stop();
    }
  });

  test('a bad edit is told in the ops channel with its line, and the last good catalog stays', async () => {
    const product = await startProduct({
      slack: { channel: '#ops' },
      hosts: { 'web-1': { address: '127.0.0.1', port: 9, user: 'bot', key: 'env:NO_SUCH_KEY' } },
      services: { api: { host: 'web-1', run: { systemd: 'api' } } },
    });
    try {
      const good = readFileSync(product.configFile, 'utf8');
      appendFileSync(product.configFile, 'colour: blue\n');
      const line = good.split('\n').length;
      const told = await product.workspace.until(() =>
        product.workspace.messages('#ops').find(({ text }) => text.includes('last good one stays')),
      );
      expect(told.text).toContain(`resus.yaml:${line}: colour: this key is not known here`);
      expect(await product.workspace.as('U0ROSA').command('/diagnose', 'api')).toMatchObject({ ok: true });
      await product.workspace.until(() =>
        product.workspace.messages('#ops').some(({ text }) => text.includes('api')),
      );
      writeFileSync(product.configFile, good.replace('api:', 'shop:'));
      await expect
        .poll(
          async () => {
            await product.workspace.as('U0ROSA').command('/diagnose', 'shop');
            return product.workspace.messages('#ops').some(({ text }) => text.includes('shop'));
          },
          { timeout: scaled(20_000), interval: 500 },
        )
        .toBe(true);
    } finally {
      await product.stop();
    }
  });
});
