import { expect, test } from 'vitest';
import { payload, token } from '#test/alerts/alert-server.ts';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'alerts of others, by the whole product', () => {
  test('a deploy of api is taken; Alertmanager tells that it is down, twice, then that it is up: one thread, to its end', async () => {
    process.env['RESUS_TEST_ALERTS'] = token;
    const secret = { token: 'env:RESUS_TEST_ALERTS' };
    const run = { host: 'web-1', run: { systemd: 'api' } };
    const product = await startProduct({
      slack: { channel: '#ops' },
      outages: { resolve_after: '2s' },
      alerts: { alertmanager: secret, deploys: secret },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot' } },
      services: { api: run, shop: run },
    });
    const post = async (path: string, body: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(`${product.httpUrl}/alerts/${path}`, { method: 'POST', headers, body });
      return response.status;
    };
    try {
      const { workspace } = product;
      const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
      expect(await post('deploys', payload('deploys'))).toBe(200);
      const down = payload('alertmanager').replaceAll('2024-11-20T07:28:45.828Z', new Date().toISOString());
      const from = Date.now();
      expect(await post('alertmanager', down)).toBe(200);
      const parent = await workspace.until(() => parents()[0], 10_000);
      expect(Date.now() - from).toBeLessThan(scaled(1_000));
      expect(parent.text).toMatch(
        /^(?:🔴|🔎) api: .*Alertmanager: https:\/\/api\.example\.test\/health does not answer/,
      );
      expect(await post('alertmanager', down)).toBe(200);
      const said = (start: string) =>
        workspace.thread('#ops', parent.ts).filter(({ text }) => text.startsWith(start));
      await workspace.until(() => said('api: Could not look').length > 0, 20_000);
      expect(await post('alertmanager', down.replaceAll('"firing"', '"resolved"'))).toBe(200);
      await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved') === true, 20_000);
      await workspace.until(() => said('✅ Over').length === 1, 10_000);
      expect(said('🟢 api answers again')).toHaveLength(1);
      expect(parents()).toHaveLength(1);
    } finally {
      await product.stop();
    }
  });
});
