import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTellDigest } from '#outages/tell-digest.ts';
import { openRedisServices } from '#app/redis-services.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createOutageParts, minute } from './outage-parts.ts';

const text = `
slack: { channel: "#ops" }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services: { api: { host: web-1, run: { systemd: api } } }
`;

describeWith(['redis'], 'the weekly digest', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  afterAll(async () => {
    vi.useRealTimers();
    redis.disconnect();
    await server.stop();
  });

  test('two processes on Monday morning tell the week once, with its outages', async () => {
    const weekly = createOutageParts(redis, text);
    await weekly.take([weekly.signal('api', 'down')]);
    weekly.later(12 * minute);
    await weekly.take([weekly.signal('api', 'up')]);
    const catalog = readCatalog(text, 'resus.yaml');
    const core = { catalog: { current: () => catalog } } as never;
    const log = createQuietLog();
    const channelIds = { find: async () => 'C0OPS' };
    // Only the clock: Redis and its sockets go on.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 2, 9, 8, 5) });
    const processes = [openRedisServices(redis, log), openRedisServices(redis, log)];
    for (const parts of processes) await createTellDigest(core, parts, channelIds)();
    const [parts] = processes;
    const threads = (await parts?.outbox.threadsWithWork()) ?? [];
    expect(threads).toHaveLength(1);
    const head = await parts?.outbox.head(threads[0] ?? '');
    expect(head?.place.channel).toBe('C0OPS');
    expect(JSON.stringify(head?.body)).toContain('12 min');
    vi.setSystemTime(Date.UTC(2026, 2, 10, 8, 5));
    for (const one of processes) {
      await createTellDigest(core, one, channelIds)();
      await one.queues.close();
    }
    expect(await parts?.outbox.threadsWithWork()).toHaveLength(1);
  });
});
