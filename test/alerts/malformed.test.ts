import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { type AlertServer, payload, startAlertServer, withTokens } from './alert-server.ts';
import { malformed } from './malformed.ts';

describeWith(['redis'], 'what is wrong with an alert is said', () => {
  let redis: RedisServer;
  let server: AlertServer;
  let look: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
    server = await startAlertServer(redis, withTokens);
  });
  afterEach(async () => {
    // What the last test left is handed over first: it must not write into the next one.
    await server.deliver();
    await look.flushall();
  });
  afterAll(async () => {
    await server.stop();
    look.disconnect();
    await redis.stop();
  });

  const wrongOnes = async (endpoint: string): Promise<number> => {
    const counted = await server.counted();
    return (counted[`${endpoint}/refused`] ?? 0) + (counted[`${endpoint}/unknown_service`] ?? 0);
  };

  describe.each(Object.entries(malformed))('%s', (endpoint, cases) => {
    test(`${cases.length} malformed bodies, at least fifty of them`, () => {
      expect(cases.length).toBeGreaterThanOrEqual(50);
    });

    test.each(cases)('$name: $status, with a reason, counted, stored nothing', async ({ body, status }) => {
      const before = await wrongOnes(endpoint);
      const answer = await server.post(endpoint, body);
      expect({ status: answer.status, hasReason: answer.text.length > 5 }).toEqual({
        status,
        hasReason: true,
      });
      expect(answer.text.length).toBeLessThan(500);
      expect(await wrongOnes(endpoint)).toBeGreaterThan(before);
      expect(await look.keys('*')).toEqual([]);
    });

    test('after all of them the right one is taken', async () => {
      expect(await server.post(endpoint, payload(endpoint))).toMatchObject({ status: 200 });
      expect((await server.counted())[`${endpoint}/stored`]).toBeGreaterThan(0);
    });
  });

  test('nothing of it reached the prototype of all objects', () => {
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});
