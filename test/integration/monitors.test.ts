import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#base/clock.ts';
import type { Signal } from '#outages/events.ts';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { startWatchProcess } from '#test/watch-process.ts';
import { scaled } from '#test/scaled.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

describeWith(['redis'], 'monitors on a real server', () => {
  let redisServer: RedisServer;
  let redis: Redis;
  let web: Server;
  let status = 200;
  let url = '';
  const stops: (() => Promise<void> | void)[] = [];

  beforeEach(async () => {
    status = 200;
    redisServer = await startRedis();
    redis = workerConnection(redisServer.url, () => {});
    web = createServer((_request, response) => response.writeHead(status).end('{"status":"healthy"}'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/health`;
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    web.close();
    web.closeAllConnections();
    redis.disconnect();
    await redisServer.stop();
  });

  const catalog = (names: readonly string[]): string => `
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
${names.map((name) => `  ${name}: { host: web-1, run: { systemd: ${name} }, public: { url: "${url}" }, watch: { every: 5s, fail: 2 of 3 } }`).join('\n')}
`;
  const signals = async (): Promise<Signal[]> =>
    (await redis.lrange('test:sightings', 0, -1)).map((text) => JSON.parse(text) as Signal);

  test('a failing answer is seen by N of M and told once, so is its end, and Redis may restart between', async () => {
    const watch = await startWatchProcess(redisServer.url, catalog(['api']));
    stops.push(watch.stop);
    const store = createSampleStore(redis, systemClock, storedMonitorState);
    const count = async () => (await store.samples('api/watch', Date.now() - 60_000, Date.now())).length;
    await expect.poll(count, { timeout: scaled(15_000) }).toBeGreaterThan(0);
    status = 502;
    await expect.poll(signals, { timeout: scaled(20_000), interval: 50 }).toHaveLength(1);
    expect((await signals())[0]).toMatchObject({
      source: 'monitor',
      service: 'api',
      state: 'down',
      fingerprint: 'monitor/api/watch',
      says: { with: { failed: '2', detail: 'HTTP 502' } },
    });
    await redisServer.kill();
    await redisServer.restart();
    status = 200;
    await expect
      .poll(async () => (await signals()).map(({ state }) => state), { timeout: scaled(25_000) })
      .toEqual(['down', 'up']);
  });

  test('a monitor that left the catalog is not due any more, a new rhythm is taken over', async () => {
    const watch = await startWatchProcess(redisServer.url, catalog(['api', 'shop']));
    stops.push(watch.stop);
    expect(await watch.queue.reconcile([{ id: 'api/watch', everyMs: 5_000 }])).toEqual({
      set: 0,
      removed: 1,
    });
    expect(await watch.queue.reconcile([{ id: 'api/watch', everyMs: 10_000 }])).toEqual({
      set: 1,
      removed: 0,
    });
    expect(await watch.queue.reconcile([{ id: 'api/watch', everyMs: 10_000 }])).toEqual({
      set: 0,
      removed: 0,
    });
  });
});
