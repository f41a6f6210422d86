import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Verdict } from '#runbooks/verdict.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { faulty } from '#test/sample-runs.ts';
import { createOutageParts, minute } from './outage-parts.ts';

describeWith(['redis'], 'outages on a clock of the test, over a real Redis', () => {
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

  test('one outage from the first sighting to its end: diagnosed once, proposed once, called, over', async () => {
    const parts = createOutageParts(redis);
    const down = parts.signal('api', 'down', { since: parts.now() - minute });
    await parts.take([down]);
    // Told again, by this process or another, it changes nothing.
    await parts.take([down]);
    expect(parts.asked).toHaveLength(1);
    parts.conclude('api');
    const { id } = await parts.newest('api');
    await parts.advance(id);
    await parts.advance(id);
    expect(parts.proposed.map(({ action, requester }) => [action, requester.id])).toEqual([
      ['install-dependencies', 'resus'],
    ]);
    parts.later(10 * minute);
    await parts.advance(id);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre']);
    parts.later(25 * minute);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre', 'boss']);
    await parts.take([parts.signal('api', 'up')]);
    expect(parts.shown.get(id)).toBe('recovered');
    parts.later(4 * minute);
    await parts.advance(id);
    expect(parts.wrapped).toEqual([]);
    parts.later(minute);
    await parts.advance(id);
    expect(parts.shown.get(id)).toBe('resolved');
    expect(parts.wrapped).toEqual([id]);
    expect(await parts.outages.open()).toEqual([]);
    expect(await parts.newest('api')).toMatchObject({
      flaps: 0,
      escalated: 2,
      reminders: [expect.any(Number)],
    });
  });

  test('whoever takes sightings at once, there is one outage, asked about once', async () => {
    const processes = [createOutageParts(redis), createOutageParts(redis), createOutageParts(redis)];
    const [first] = processes;
    const signals = Array.from({ length: 12 }, (_, i) =>
      first?.signal('api', 'down', { fingerprint: `alert-${i % 4}` }),
    ).flatMap((one) => one ?? []);
    await Promise.all(processes.flatMap((parts) => signals.map((one) => parts.take([one]))));
    const outage = await first?.newest('api');
    expect(await redis.zcard('{resus}:outages')).toBe(1);
    expect(outage?.alarms).toHaveLength(4);
    const runs = new Set(processes.flatMap(({ asked }) => asked.map(({ triggerId }) => triggerId)));
    expect([...runs]).toEqual([`${outage?.id}/0`]);
    const stored = await first?.outages.find(outage?.id ?? '');
    expect(stored?.events.filter(({ type }) => type === 'seen')).toHaveLength(12);
  });

  test('a process that dies before its ask: the next one asks for the same diagnosis', async () => {
    const dying = createOutageParts(redis, undefined, {
      askDiagnosis: async () => {
        throw new Error('killed');
      },
    });
    await dying.take([dying.signal('api', 'down')]);
    const { id, runs } = await dying.newest('api');
    expect(runs).toHaveLength(1);
    const next = createOutageParts(redis);
    await next.advance(id);
    expect(next.asked.map(({ triggerId }) => triggerId)).toEqual([`${id}/0`]);
    expect([...next.runs.keys()]).toEqual(runs.map((run) => run.id));
  });

  test('a flap folds in, down again after the end reopens it, later still it is another outage', async () => {
    const parts = createOutageParts(redis);
    const down = () => parts.take([parts.signal('api', 'down')]);
    const up = () => parts.take([parts.signal('api', 'up')]);
    const over = async (): Promise<void> => {
      await up();
      parts.later(5 * minute);
      await parts.advance((await parts.newest('api')).id);
    };
    await down();
    const { id } = await parts.newest('api');
    for (let i = 0; i < 5; i += 1) {
      parts.later(minute);
      await up();
      parts.later(minute);
      await down();
    }
    expect(await parts.newest('api')).toMatchObject({ id, flaps: 5, state: 'diagnosing' });
    await over();
    parts.later(29 * minute);
    await down();
    expect(await parts.newest('api')).toMatchObject({ id, reopened: 1 });
    await over();
    parts.later(31 * minute);
    await down();
    expect((await parts.newest('api')).id).not.toBe(id);
  });

  test('two services with one root are one event: the later goes under the earlier and proposes nothing', async () => {
    const parts = createOutageParts(redis);
    const full: Verdict = { ...faulty, id: 'disk-full', layer: 'host', hosts: ['web-1'] };
    for (const service of ['api', 'shop']) {
      await parts.take([parts.signal(service, 'down')]);
      parts.conclude(service, full);
      await parts.advance((await parts.newest(service)).id);
      parts.later(1000);
    }
    const [api, shop] = [await parts.newest('api'), await parts.newest('shop')];
    expect(shop).toMatchObject({ under: api.id, root: 'host/web-1' });
    expect(api.holds).toEqual([{ outageId: shop.id, service: 'shop' }]);
    expect(parts.proposed.map(({ service }) => service)).toEqual(['api']);
    // Once the first is over, the next outage of this root stands by itself.
    await parts.take([parts.signal('api', 'up'), parts.signal('shop', 'up')]);
    parts.later(5 * minute);
    await parts.advance(api.id);
    await parts.advance(shop.id);
    parts.later(60 * minute);
    await parts.take([parts.signal('shop', 'down')]);
    parts.conclude('shop', full);
    await parts.advance((await parts.newest('shop')).id);
    expect((await parts.newest('shop')).under).toBeUndefined();
  });

  test('in a maintenance window nothing opens; what is still down at its end does', async () => {
    const start = new Date(Date.UTC(2026, 2, 2, 2, 30)).toISOString();
    const end = new Date(Date.UTC(2026, 2, 2, 3, 30)).toISOString();
    const parts = createOutageParts(
      redis,
      `
slack: { channel: "#ops" }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
maintenance: [{ from: "${start}", to: "${end}" }]
services:
  api: { host: web-1, run: { systemd: api } }
  shop: { host: web-1, run: { systemd: shop } }
`,
    );
    await parts.take([parts.signal('api', 'down'), parts.signal('shop', 'down')]);
    parts.later(10 * minute);
    await parts.take([parts.signal('shop', 'up')]);
    await parts.recordHeldSignals();
    expect(await redis.zcard('{resus}:outages')).toBe(0);
    parts.later(21 * minute);
    await parts.recordHeldSignals();
    await parts.recordHeldSignals();
    expect(await redis.zcard('{resus}:outages')).toBe(1);
    expect(await parts.newest('api')).toMatchObject({ service: 'api', openedAt: parts.now() });
  });

  test('Slack was away when it opened: its thread is placed as soon as the channel is known', async () => {
    let channel: string | undefined;
    const parts = createOutageParts(redis, undefined, { channelOf: async () => channel });
    await parts.outages.append({
      outageId: 'outage-1',
      service: 'api',
      ifSeq: 0,
      at: parts.now(),
      events: [
        {
          eventId: 'opened',
          event: {
            type: 'opened',
            at: parts.now(),
            service: 'api',
            severity: 'critical',
            says: { en: '', fr: '' },
          },
        },
      ],
    });
    await parts.advance('outage-1');
    expect((await parts.newest('api')).channel).toBeUndefined();
    channel = 'C0OPS';
    await parts.advance('outage-1');
    expect((await parts.newest('api')).channel).toBe('C0OPS');
  });

  test('what Redis held when it was killed is gone on with', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    const { id } = await parts.newest('api');
    await server.kill();
    const taken = parts.take([parts.signal('api', 'up')]);
    await server.restart();
    await taken;
    parts.later(5 * minute);
    await parts.advance(id);
    expect(await parts.newest('api')).toMatchObject({ id, state: 'resolved' });
  });
});
