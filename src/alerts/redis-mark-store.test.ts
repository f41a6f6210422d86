import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type DeployMarker, marksLiveMs } from '#outages/events.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createDeployMarkerStore } from './redis-mark-store.ts';
import { workerConnection } from '#redis/redis.ts';

const now = 1_790_000_000_000;

function deploy(id: string, at: number, service = 'api'): DeployMarker {
  return { id, at, service, kind: 'deploy', says: { en: id, fr: id } };
}

describeWith(['redis'], 'marks in redis', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('those of a service in a window, oldest first, both ends included', async () => {
    const { keepDeployMarker, marks } = createDeployMarkerStore(redis);
    for (const mark of [deploy('c', now), deploy('a', now - 20), deploy('b', now - 10), deploy('d', now + 1)])
      expect(await keepDeployMarker(mark, now)).toEqual({ outcome: 'kept', fresh: 1 });
    await keepDeployMarker(deploy('other', now - 5, 'shop'), now);
    expect((await marks('api', now - 20, now)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(await marks('api', now + 2, now + 100)).toEqual([]);
    expect(await marks('unheard-of', 0, now)).toEqual([]);
  });

  test('the same id again changes nothing, whatever it says', async () => {
    const { keepDeployMarker, marks } = createDeployMarkerStore(redis);
    await keepDeployMarker(deploy('a', now), now);
    expect(await keepDeployMarker({ ...deploy('a', now + 5), commit: 'abcdef0' }, now)).toEqual({
      outcome: 'kept',
      fresh: 0,
    });
    expect(await marks('api', 0, now + 10)).toEqual([deploy('a', now)]);
  });

  test('a signature is used up by what it stored, for any kind of delivery', async () => {
    const { keepDeployMarker, marks } = createDeployMarkerStore(redis);
    await keepDeployMarker(deploy('a', now), now, 'f00d');
    expect(await keepDeployMarker(deploy('b', now), now, 'f00d')).toEqual({ outcome: 'signature_used' });
    expect((await marks('api', 0, now)).map(({ id }) => id)).toEqual(['a']);
  });

  test('after 90 days they are gone, with everything about them', async () => {
    const { keepDeployMarker, marks } = createDeployMarkerStore(redis);
    await keepDeployMarker(deploy('old', now), now);
    const later = now + marksLiveMs;
    await keepDeployMarker(deploy('new', later), later);
    expect((await marks('api', 0, later)).map(({ id }) => id)).toEqual(['new']);
    expect(await redis.hkeys('{resus}:marks:api:said')).toEqual(['new']);
    expect(await redis.pttl('{resus}:marks:api:times')).toBeGreaterThan(marksLiveMs - 60_000);
    expect(await redis.pttl('{resus}:marks:api:said')).toBeGreaterThan(marksLiveMs - 60_000);
  });
});
