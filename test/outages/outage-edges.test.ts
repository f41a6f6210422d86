import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { say } from '#base/phrase.ts';
import { createChangeOutage } from '#outages/change-outage.ts';
import { createFollowEvents } from '#outages/follow-events.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { planned as plannedEvent, restartPlan } from '#test/sample-plans.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { faulty } from '#test/sample-runs.ts';
import { createOutageParts, minute } from './outage-parts.ts';

const hour = 60 * minute;
const withoutApi = `
slack: { channel: "#ops" }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services: { shop: { host: web-1, run: { systemd: shop } } }
`;

describeWith(['redis'], 'outages whose world changes under them', () => {
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
  beforeEach(() => redis.flushall());

  test('the only monitor that saw it is taken out of the catalog: it is said, over, and opens anew by another', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    parts.conclude('api');
    const { id } = await parts.newest('api');
    parts.later(minute);
    parts.gone.add('api/watch');
    await parts.advance(id);
    const over = await parts.newest('api');
    expect(over).toMatchObject({ id, state: 'resolved', resolved: { by: 'resus' }, alarms: [] });
    const stored = await parts.outages.find(id);
    expect(stored?.events.filter(({ type }) => type === 'lapsed')).toMatchObject([
      { says: { with: { monitors: 'api/watch' } } },
    ]);
    expect(parts.wrapped).toEqual([id]);
    expect(await parts.outages.open()).toEqual([]);
    parts.later(3 * hour);
    await parts.advance(id);
    expect(parts.called).toEqual([]);
    await parts.take([parts.signal('api', 'down', { fingerprint: 'monitor/api/login' })]);
    expect((await parts.newest('api')).id).not.toBe(id);
  });

  test('whoever ends it is told what still sees it down', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    await parts.take([parts.signal('api', 'down', { source: 'grafana', fingerprint: 'grafana/1' })]);
    const change = createChangeOutage({
      outages: parts.outages,
      redact: (text) => text,
      clock: { now: parts.now },
    });
    const resolve = async (clickId: string): Promise<string> => {
      const { id } = await parts.newest('api');
      const done = await change({ outageId: id, by: 'U0SRE', clickId, does: { kind: 'resolve' } });
      return done.outcome === 'changed' ? say('en', done.says) : done.outcome;
    };
    expect(await resolve('click-1')).toContain('Careful: api/watch, grafana still sees it down');
    await parts.take([parts.signal('api', 'down', { fingerprint: 'monitor/api/login' })]);
    await parts.take([parts.signal('api', 'up', { fingerprint: 'monitor/api/login' })]);
    expect(await resolve('click-2')).not.toContain('Careful');
  });

  test('one of two monitors is taken out: the other one decides when it is up', async () => {
    const parts = createOutageParts(redis);
    await parts.take([
      parts.signal('api', 'down'),
      parts.signal('api', 'down', { fingerprint: 'monitor/api/login' }),
    ]);
    parts.gone.add('api/watch');
    const { id } = await parts.newest('api');
    await parts.advance(id);
    expect((await parts.newest('api')).alarms).toMatchObject([{ fingerprint: 'monitor/api/login' }]);
    expect((await parts.newest('api')).resolved).toBeUndefined();
    await parts.take([parts.signal('api', 'up', { fingerprint: 'monitor/api/login' })]);
    expect(await parts.newest('api')).toMatchObject({ id, state: 'recovered' });
  });

  test('its service is taken out: it is over, though not before every process may have read the catalog', async () => {
    const parts = createOutageParts(redis);
    const alert = { source: 'alertmanager', fingerprint: 'alertmanager/1' } as const;
    await parts.take([parts.signal('api', 'down', alert)]);
    const { id } = await parts.newest('api');
    parts.setCatalog(withoutApi);
    parts.later(9 * minute);
    await parts.advance(id);
    expect((await parts.newest('api')).resolved).toBeUndefined();
    parts.later(minute);
    await parts.advance(id);
    expect((await parts.newest('api')).resolved).toMatchObject({ by: 'resus' });
    expect(await parts.outages.open()).toEqual([]);
  });

  test('nobody was there for three hours: one level is called, and has its time before the next', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    parts.conclude('api', { ...faulty, remedies: [] });
    const { id } = await parts.newest('api');
    parts.later(3 * hour);
    await parts.advance(id);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre']);
    expect((await parts.newest('api')).reminders).toHaveLength(1);
    parts.later(19 * minute);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre']);
    parts.later(minute);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre', 'boss']);
  });

  test('what failed for hours before anybody was told calls nobody in its first minutes', async () => {
    const parts = createOutageParts(redis);
    const since = parts.now() - 3 * hour;
    await parts.take([parts.signal('api', 'down', { since })]);
    const { id } = await parts.newest('api');
    parts.later(9 * minute);
    await parts.advance(id);
    expect(await parts.newest('api')).toMatchObject({ since, reminders: [], escalated: 0 });
    parts.later(minute);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre']);
  });

  test('a person ends it while a fix is being made: what is ready then is taken back', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    parts.conclude('api');
    const { id } = await parts.newest('api');
    await parts.advance(id);
    const [proposed] = (await parts.newest('api')).proposed;
    if (proposed === undefined) throw new Error('nothing was proposed');
    const at = parts.now();
    const event = { type: 'resolved', at, by: 'U0SRE' } as const;
    const seq = (await parts.outages.find(id))?.seq ?? 0;
    const events = [{ eventId: 'click/1', event }];
    await parts.outages.append({ outageId: id, service: 'api', ifSeq: seq, at, events });
    await parts.advance(id);
    expect(await parts.outages.open()).toEqual([]);
    // Its worker needed a while.
    const planned = {
      ...plannedEvent(restartPlan),
      at: parts.now(),
      requester: { id: 'resus', via: 'monitor' },
      outageId: id,
    } as const;
    const follow = createFollowEvents({
      outages: parts.outages,
      catalog: () => ({ services: {} }) as never,
      canPropose: () => true,
    });
    await follow.plan(proposed.planId, [planned], 1);
    await parts.followLog();
    expect(parts.withdrawn).toEqual([proposed.planId]);
    expect(await parts.outages.open()).toEqual([]);
    expect((await parts.newest('api')).state).toBe('resolved');
  });

  test('in a maintenance window, what is delivered late and twice does not come back as a failure that is over', async () => {
    const parts = createOutageParts(redis);
    const [from, to] = [parts.now() - minute, parts.now() + hour].map((at) => new Date(at).toISOString());
    const window = `maintenance: [{ from: "${from}", to: "${to}" }]\n`;
    parts.setCatalog(
      window + withoutApi.replace('services: {', 'services: { api: { host: web-1, run: { systemd: api } },'),
    );
    const down = parts.signal('api', 'down');
    await parts.take([down]);
    parts.later(minute);
    await parts.take([parts.signal('api', 'up')]);
    // By another process, which had read it before it was taken.
    await parts.take([down]);
    expect(await parts.outages.held()).toEqual([]);
    const again = parts.signal('api', 'down');
    await parts.take([again]);
    await parts.outages.letGo(again.fingerprint, down.id);
    expect(await parts.outages.held()).toEqual([again]);
    parts.later(2 * hour);
    await Promise.all([parts.recordHeldSignals(), parts.recordHeldSignals()]);
    expect(await parts.newest('api')).toMatchObject({ seen: 1, openedAt: parts.now() });
    expect(await parts.outages.held()).toEqual([]);
  });

  test('what it was part of is over and it is not: it is looked at, fixed and called for by itself', async () => {
    const parts = createOutageParts(redis);
    parts.setCatalog(`
slack: { channel: "#ops" }
people: { sre: { users: [U0SRE] } }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api } }
  shop: { host: web-1, run: { systemd: shop }, escalate: [{ after: 10m, to: sre }] }
`);
    const full: Verdict = { ...faulty, id: 'disk-full', layer: 'host', hosts: ['web-1'] };
    for (const service of ['api', 'shop']) {
      await parts.take([parts.signal(service, 'down')]);
      parts.conclude(service, full);
      await parts.advance((await parts.newest(service)).id);
      parts.later(1000);
    }
    const [api, shop] = [await parts.newest('api'), await parts.newest('shop')];
    expect(shop.under).toBe(api.id);
    parts.later(hour);
    await parts.advance(shop.id);
    expect(parts.called).toEqual([]);
    await parts.take([parts.signal('api', 'up')]);
    parts.later(5 * minute);
    await parts.advance(api.id);
    expect((await parts.newest('api')).state).toBe('resolved');
    const looks = parts.asked.length;
    await parts.advance(shop.id);
    expect((await parts.newest('shop')).under).toBeUndefined();
    expect(parts.asked.slice(looks).map(({ service }) => service)).toEqual(['shop']);
    parts.conclude('shop', full);
    await parts.advance(shop.id);
    expect(parts.proposed.map(({ service }) => service)).toEqual(['api', 'shop']);
    expect(parts.called).toEqual([]);
    parts.later(10 * minute);
    await parts.advance(shop.id);
    expect(parts.called).toEqual(['sre']);
    expect((await parts.newest('shop')).under).toBeUndefined();
  });
});
