import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Signal } from '#outages/events.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { type AlertServer, payload, signedHeaders, startAlertServer, withTokens } from './alert-server.ts';
import { scaled } from '#test/scaled.ts';

const pending = '{resus}:alerts:pending';

describeWith(['redis'], 'an alert that was answered with 200', () => {
  let redis: RedisServer;
  let look: Redis;
  const servers: AlertServer[] = [];
  const start = async (take?: (signals: readonly Signal[]) => Promise<void>, yaml = withTokens) => {
    const server = await startAlertServer(redis, yaml, take);
    servers.push(server);
    return server;
  };
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((one) => one.stop()));
    await look.flushall();
  });
  afterAll(async () => {
    look.disconnect();
    await redis.stop();
  });

  test('is handed over by another process after the one that took it could not, and after Redis was killed', async () => {
    const broken = await start(async () => {
      throw new Error('killed before it was taken');
    });
    expect(await broken.post('grafana', payload('grafana'))).toMatchObject({ status: 200 });
    await expect
      .poll(() => broken.log.lines.map(({ message }) => message))
      .toContain('alerts are delivered later');
    await broken.stop();
    await redis.kill();
    await redis.restart();
    expect(await look.hlen(pending)).toBe(1);
    const other = await start();
    await other.deliver();
    expect(other.taken.map(({ service, state }) => `${service} ${state}`)).toEqual(['api down']);
    expect(await look.hlen(pending)).toBe(0);
  });

  test('Redis frozen: 503 within two seconds; told again once it is back, it is stored once', async () => {
    const server = await start();
    redis.freeze();
    const from = Date.now();
    const refused = await server.post('grafana', payload('grafana')).finally(() => redis.thaw());
    expect(Date.now() - from).toBeLessThan(scaled(2_000));
    expect(refused).toEqual({ status: 503, text: 'not stored: Redis cannot keep it now; send it again\n' });
    await expect.poll(() => server.post('grafana', payload('grafana'))).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken.map(({ service }) => service)).toEqual(['api']);
    expect((await server.counted())['grafana/not_stored']).toBeGreaterThan(0);
  });

  test('Redis killed: 503 at once, and the same signature is right afterwards', async () => {
    const server = await start(undefined, withTokens.replace('grafana: { token:', 'grafana: { hmac:'));
    const body = payload('grafana');
    const headers = signedHeaders(body, Date.now());
    await redis.kill();
    const from = Date.now();
    expect(await server.post('grafana', body, headers)).toMatchObject({ status: 503 });
    expect(Date.now() - from).toBeLessThan(scaled(2_000));
    await redis.restart();
    await expect
      .poll(() => server.post('grafana', body, headers).then(({ status }) => status), {
        timeout: scaled(5_000),
      })
      .toBe(200);
    await expect.poll(() => server.taken).toHaveLength(1);
  });

  test('Redis full: 503, and nothing half stored', async () => {
    const server = await start();
    await look.config('SET', 'maxmemory', '1');
    try {
      expect(await server.post('grafana', payload('grafana'))).toMatchObject({ status: 503 });
      expect(await server.post('deploys', payload('deploys'))).toMatchObject({ status: 503 });
      expect(await look.keys('*')).toEqual([]);
    } finally {
      await look.config('SET', 'maxmemory', '0');
    }
    expect(await server.post('grafana', payload('grafana'))).toMatchObject({ status: 200 });
  });

  test('a storm of 1,000 alerts in single deliveries: each is taken, none is lost, none is answered twice as new', {
    timeout: scaled(20_000),
  }, async () => {
    const server = await start();
    const body = payload('grafana');
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        server.post('grafana', body.replace('c6eadffa33fcdf37', `storm-${n}`)),
      ),
    );
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['stored: 1 new, 0 known before\n']));
    await expect.poll(() => look.hlen(pending), { timeout: scaled(10_000) }).toBe(0);
    expect(new Set(server.taken.map(({ fingerprint }) => fingerprint)).size).toBe(1_000);
  });

  test('what was seen long ago is forgotten, so that it does not fill up', async () => {
    const server = await start();
    const longAgo = Date.now() - 31 * 86_400_000;
    await look.zadd('{resus}:alerts:seen', longAgo, 'alert-of-last-month', Date.now(), 'alert-of-today');
    await server.post('grafana', payload('grafana'));
    expect(await look.zcard('{resus}:alerts:seen')).toBe(2);
    expect(await look.zscore('{resus}:alerts:seen', 'alert-of-last-month')).toBeNull();
  });
});
