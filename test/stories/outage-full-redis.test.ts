import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { startProduct } from './product.ts';
import { startWeb } from './web.ts';
import { scaled } from '#test/scaled.ts';

const refusals = {
  full: (redis: Redis, isOn: boolean) => redis.config('SET', 'maxmemory', isOn ? '1' : '0'),
  // A server that was made a replica by mistake, or by a failover.
  'read-only': (redis: Redis, isOn: boolean) =>
    isOn ? redis.replicaof('127.0.0.1', '1') : redis.replicaof('NO', 'ONE'),
} as const;

describeWith(['redis'], 'Redis refuses to write in the middle', () => {
  test.concurrent.each(Object.entries(refusals))(
    '%s, twice: one outage, nothing lost, nothing doubled',
    async (_name, refuse) => {
      const web = await startWeb(200);
      const product = await startProduct({
        slack: { channel: '#ops' },
        outages: { resolve_after: '3s' },
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
      const redis = workerConnection(product.redis.url, () => {});
      const samples = async (): Promise<number> =>
        (await redis.keys('{resus}:samples:api/watch:raw:*')).length;
      /** Longer than two intervals: whether checks are made meanwhile is not the point. */
      const away = async (meanwhile: () => void): Promise<void> => {
        await refuse(redis, true);
        meanwhile();
        await delay(11_000);
        await refuse(redis, false);
      };
      try {
        const { workspace } = product;
        const parents = () => workspace.messages('#ops').filter(({ thread_ts }) => thread_ts === undefined);
        await expect.poll(samples, { timeout: scaled(15_000) }).toBeGreaterThan(0);
        await away(() => web.answer(503));
        const parent = await workspace.until(() => parents()[0], 40_000);
        await away(() => web.answer(200));
        await workspace.until(() => parents()[0]?.text.startsWith('✅ api: Resolved') === true, 60_000);
        const replies = () => workspace.thread('#ops', parent.ts).slice(1);
        const said = (start: string) => replies().filter(({ text }) => text.startsWith(start)).length;
        await workspace.until(() => said('✅ Over') > 0, 20_000);
        expect(parents()).toHaveLength(1);
        expect([said('🟢 api answers again'), said('✅ Over')]).toEqual([1, 1]);
      } finally {
        redis.disconnect();
        await product.stop();
        web.stop();
      }
    },
    180_000,
  );
});
