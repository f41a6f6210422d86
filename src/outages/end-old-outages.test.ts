import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { describeWith } from '#test/needs.ts';
import { createOutageParts, minute } from '#test/outages/outage-parts.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { endOldOutages } from './end-old-outages.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

const catalog = `
slack: { channel: "#ops" }
outages: { reopen_within: 5s }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api } }
`;

describeWith(['redis'], 'a sandbox that starts on the Redis of an earlier one', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('has no open outage, tells nobody of the old one, and the next breakage opens its own', async () => {
    const parts = createOutageParts(redis, catalog);
    await parts.take([parts.signal('api', 'down')]);
    const old = await parts.newest('api');
    parts.shown.clear();

    const samples = createSampleStore(redis, { now: parts.now }, storedMonitorState);
    await redis.set('{resus}:monitors:pulse', '1');
    await endOldOutages({ ...parts, samples });
    // Nobody is told for how long the monitors did not run.
    expect(await samples.pulse()).toBeUndefined();
    expect(await parts.outages.open()).toEqual([]);
    expect(await parts.newest('api')).toMatchObject({
      id: old.id,
      state: 'resolved',
      resolved: { by: 'resus', reason: 'the sandbox was started anew' },
    });
    expect([parts.shown.size, parts.wrapped]).toEqual([0, []]);

    // Its end has the time of this machine, which is later than that of the test.
    parts.later(Date.now() - parts.now() + minute);
    await parts.take([parts.signal('api', 'down')]);
    const next = await parts.newest('api');
    expect(next.id).not.toBe(old.id);
    expect(await parts.outages.open()).toEqual([next.id]);
  });
});
