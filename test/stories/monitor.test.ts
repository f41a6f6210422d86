import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';

describeWith(['redis'], 'a monitor of the whole product', () => {
  test('api stops answering as it should: its channel is told within a second of the deciding check, and of its return', async () => {
    let status = 200;
    const failedAt: number[] = [];
    const web = createServer((_request, response) => {
      if (status !== 200) failedAt.push(Date.now());
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as AddressInfo;
    const product = await startProduct({
      slack: { channel: '#ops' },
      hosts: { 'web-1': { address: '127.0.0.1', user: 'bot' } },
      services: {
        api: {
          host: 'web-1',
          run: { systemd: 'api' },
          public: { url: `http://127.0.0.1:${port}/health` },
          watch: { every: '5s', fail: '2 of 3' },
        },
      },
    });
    try {
      const texts = () => product.workspace.messages('#ops').map(({ text }) => text);
      const told = () => texts().filter((text) => text.includes('api/watch'));
      status = 503;
      await product.workspace.until(() => told().length > 0, 20_000);
      expect(Date.now() - (failedAt[1] ?? 0)).toBeLessThan(1_000);
      // Two or three were made by then, as the start fell.
      expect(told()).toEqual([
        expect.stringMatching(/^🔴 api: api\/watch: 2 of [23] checks failed: HTTP 503$/),
      ]);
      // It is diagnosed at once, without anybody asking, and once.
      const parent = await product.workspace.until(
        () =>
          product.workspace
            .messages('#ops')
            .find(({ blocks }) => JSON.stringify(blocks ?? []).includes('asked by resus')),
        20_000,
      );
      await product.workspace.until(() => product.workspace.thread('#ops', parent.ts).length >= 3, 20_000);
      status = 200;
      await product.workspace.until(() => told().length === 2, 20_000);
      expect(told()[1]).toBe('🟢 api: api/watch answers again as it should.');
      const asked = product.workspace
        .messages('#ops')
        .filter(({ blocks }) => JSON.stringify(blocks ?? []).includes('asked by resus'));
      expect(asked).toHaveLength(1);
    } finally {
      await product.stop();
      web.close();
      web.closeAllConnections();
    }
  });
});
