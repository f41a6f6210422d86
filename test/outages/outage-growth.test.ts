import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createChangeOutage } from '#outages/change-outage.ts';
import { isInFront } from '#outages/next-step.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { faulty } from '#test/sample-runs.ts';
import { createOutageParts, minute } from './outage-parts.ts';

const hour = 60 * minute;
const fine: Verdict = { ...faulty, id: 'healthy', outcome: 'healthy', remedies: [] };

describeWith(['redis'], 'outages that last, and many of them', () => {
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

  test('an alert that is never said to be over: a week of it is few words, a person ends it, the same alert leaves it so', async () => {
    const parts = createOutageParts(redis);
    const alert = { source: 'alertmanager', fingerprint: 'alertmanager/1' } as const;
    const told = parts.signal('api', 'down', alert);
    await parts.take([told]);
    const { id } = await parts.newest('api');
    for (let at = 0; at < 7 * 24 * 4; at += 1) {
      parts.conclude('api', fine);
      await parts.advance(id);
      parts.later(15 * minute);
    }
    expect((await parts.newest('api')).reminders).toHaveLength(6);
    // Ten minutes, twenty, forty …
    expect(parts.asked.length).toBeLessThanOrEqual(11);
    const change = createChangeOutage({
      outages: parts.outages,
      redact: (text) => text,
      clock: { now: parts.now },
    });
    const clicks = ['click-1', 'click-2'].map((clickId) =>
      change({ outageId: id, by: 'U0SRE', clickId, does: { kind: 'resolve' } }),
    );
    const outcomes = (await Promise.all(clicks)).map(({ outcome }) => outcome);
    expect(outcomes.toSorted()).toEqual(['changed', 'refused']);
    parts.later(minute);
    await parts.take([{ ...told, at: parts.now() }]);
    expect(await parts.newest('api')).toMatchObject({ id, reopened: 0, state: 'resolved' });
    await parts.take([parts.signal('api', 'down', alert)]);
    expect(await parts.newest('api')).toMatchObject({ id, reopened: 1 });
  });

  test('what flaps for a week stays small: its story goes on in another outage', async () => {
    const parts = createOutageParts(redis);
    for (let flap = 0; flap < 520; flap += 1) {
      await parts.take([parts.signal('api', 'down')]);
      parts.later(20_000);
      await parts.take([parts.signal('api', 'up')]);
      parts.later(20_000);
    }
    const all = await parts.outages.recent(10);
    expect(all).toHaveLength(2);
    expect(Math.max(...all.map(({ seq }) => seq))).toBeLessThan(1200);
    expect(all.reduce((sum, { outage }) => sum + outage.downs.length, 0)).toBe(520);
    expect(all.filter(({ outage }) => outage.resolved === undefined)).toHaveLength(1);
    // Six hours of it: at most six an hour, and twenty-four a day.
    expect(parts.asked.length).toBeLessThanOrEqual(2 * 24);
  });

  test('what flaps beside something that stays down is kept back once it was told a thousand times', async () => {
    const parts = createOutageParts(redis);
    const beside = { fingerprint: 'monitor/api/login' };
    await parts.take([parts.signal('api', 'down')]);
    for (let flap = 0; flap < 500; flap += 1) {
      await parts.take([parts.signal('api', 'down', beside)]);
      await parts.take([parts.signal('api', 'up', beside)]);
      parts.later(10_000);
    }
    await parts.take([parts.signal('api', 'down', beside)]);
    await parts.recordHeldSignals();
    const full = await parts.newest('api');
    expect(full).toMatchObject({ seen: 1001, alarms: [{ fingerprint: 'monitor/api/watch' }] });
    expect(await parts.outages.held()).toMatchObject([beside]);
    // When the other comes back, what was kept back says that it is not up.
    await parts.take([parts.signal('api', 'up')]);
    await parts.recordHeldSignals();
    const next = await parts.newest('api');
    expect(next.id).not.toBe(full.id);
    expect(next.alarms).toMatchObject([beside]);
    expect(await parts.outages.held()).toEqual([]);
    await parts.advance(full.id);
    expect(await parts.outages.open()).toEqual([next.id]);
  });

  test('ten outages of last week are no storm: who is down now is called for', async () => {
    const old = Array.from({ length: 12 }, (_, i) => `old-${i}`);
    const services = [...old, 'api'].map(
      (name) => `  ${name}: { host: web-1, run: { systemd: ${name} }, escalate: [{ after: 10m, to: sre }] }`,
    );
    const parts = createOutageParts(
      redis,
      `
slack: { channel: "#ops" }
people: { sre: { users: [U0SRE] } }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
${services.join('\n')}
`,
    );
    await parts.take(old.map((name) => parts.signal(name, 'down')));
    parts.later(7 * 24 * hour);
    await parts.take([parts.signal('api', 'down')]);
    const { id } = await parts.newest('api');
    expect(isInFront(await parts.outages.open(), id)).toBe(false);
    parts.later(10 * minute);
    await parts.advance(id);
    expect(parts.called).toEqual(['sre']);
  });

  test('a storm has one name until it is over', async () => {
    const { outages } = createOutageParts(redis);
    expect([await outages.storm('a'), await outages.storm('b')]).toEqual(['a', 'a']);
    await outages.endStorm();
    expect(await outages.storm('b')).toBe('b');
  });

  test('an outage that is no longer kept is not open', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.signal('api', 'down')]);
    const { id } = await parts.newest('api');
    await redis.del(`{resus}:outage:${id}`, `{resus}:outage:${id}:events`);
    await parts.advance(id);
    expect(await parts.outages.open()).toEqual([]);
  });
});
