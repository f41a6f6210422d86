import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createChangeOutage } from '#jobs/change-outage.ts';
import { createHearingScreen } from '#jobs/hear-runs.ts';
import { isInFront } from '#outages/next-step.ts';
import { workerConnection } from '#store/redis.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { planned, restartPlan } from '#test/sample-plans.ts';
import { planRunOf } from '#runbooks/plan-run.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { faulty } from '#test/sample-runs.ts';
import { createOutageParts, minute } from './outage-parts.ts';

const hour = 60 * minute;
const fine: Verdict = { ...faulty, id: 'healthy', outcome: 'healthy', remedies: [] };
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
    await parts.take([parts.sighting('api', 'down')]);
    parts.conclude('api');
    const { id } = await parts.newest('api');
    parts.later(minute);
    parts.gone.add('api/watch');
    await parts.tend(id);
    const over = await parts.newest('api');
    expect(over).toMatchObject({ id, state: 'resolved', resolved: { by: 'resus' }, alarms: [] });
    const stored = await parts.outages.find(id);
    expect(stored?.events.filter(({ type }) => type === 'lapsed')).toMatchObject([
      { says: { with: { monitors: 'api/watch' } } },
    ]);
    expect(parts.wrapped).toEqual([id]);
    expect(await parts.outages.open()).toEqual([]);
    parts.later(3 * hour);
    await parts.tend(id);
    expect(parts.called).toEqual([]);
    await parts.take([parts.sighting('api', 'down', { fingerprint: 'monitor/api/login' })]);
    expect((await parts.newest('api')).id).not.toBe(id);
  });

  test('one of two monitors is taken out: the other one decides when it is up', async () => {
    const parts = createOutageParts(redis);
    await parts.take([
      parts.sighting('api', 'down'),
      parts.sighting('api', 'down', { fingerprint: 'monitor/api/login' }),
    ]);
    parts.gone.add('api/watch');
    const { id } = await parts.newest('api');
    await parts.tend(id);
    expect((await parts.newest('api')).alarms).toMatchObject([{ fingerprint: 'monitor/api/login' }]);
    expect((await parts.newest('api')).resolved).toBeUndefined();
    await parts.take([parts.sighting('api', 'up', { fingerprint: 'monitor/api/login' })]);
    expect(await parts.newest('api')).toMatchObject({ id, state: 'recovered' });
  });

  test('its service is taken out: it is over, though not before every process may have read the catalog', async () => {
    const parts = createOutageParts(redis);
    const alert = { source: 'alertmanager', fingerprint: 'alertmanager/1' } as const;
    await parts.take([parts.sighting('api', 'down', alert)]);
    const { id } = await parts.newest('api');
    parts.setCatalog(withoutApi);
    parts.later(9 * minute);
    await parts.tend(id);
    expect((await parts.newest('api')).resolved).toBeUndefined();
    parts.later(minute);
    await parts.tend(id);
    expect((await parts.newest('api')).resolved).toMatchObject({ by: 'resus' });
    expect(await parts.outages.open()).toEqual([]);
  });

  test('an alert that is never said to be over: a week of it is few words, a person ends it, the same alert leaves it so', async () => {
    const parts = createOutageParts(redis);
    const alert = { source: 'alertmanager', fingerprint: 'alertmanager/1' } as const;
    const told = parts.sighting('api', 'down', alert);
    await parts.take([told]);
    const { id } = await parts.newest('api');
    for (let at = 0; at < 7 * 24 * 12; at += 1) {
      parts.conclude('api', fine);
      await parts.tend(id);
      parts.later(5 * minute);
    }
    expect((await parts.newest('api')).reminders).toHaveLength(6);
    // Ten minutes, twenty, forty …
    expect(parts.asked.length).toBeLessThanOrEqual(11);
    const change = createChangeOutage({
      outages: parts.outages,
      tend: parts.tend,
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
    await parts.take([parts.sighting('api', 'down', alert)]);
    expect(await parts.newest('api')).toMatchObject({ id, reopened: 1 });
  });

  test('nobody was there for three hours: one level is called, and has its time before the next', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.sighting('api', 'down')]);
    parts.conclude('api', { ...faulty, remedies: [] });
    const { id } = await parts.newest('api');
    parts.later(3 * hour);
    await parts.tend(id);
    await parts.tend(id);
    expect(parts.called).toEqual(['sre']);
    expect((await parts.newest('api')).reminders).toHaveLength(1);
    parts.later(19 * minute);
    await parts.tend(id);
    expect(parts.called).toEqual(['sre']);
    parts.later(minute);
    await parts.tend(id);
    expect(parts.called).toEqual(['sre', 'boss']);
  });

  test('what failed for hours before anybody was told calls nobody in its first minutes', async () => {
    const parts = createOutageParts(redis);
    const since = parts.now() - 3 * hour;
    await parts.take([parts.sighting('api', 'down', { since })]);
    const { id } = await parts.newest('api');
    parts.later(9 * minute);
    await parts.tend(id);
    expect(await parts.newest('api')).toMatchObject({ since, reminders: [], escalated: 0 });
    parts.later(minute);
    await parts.tend(id);
    expect(parts.called).toEqual(['sre']);
  });

  test('a person ends it while a fix is being made: what is ready then is taken back', async () => {
    const parts = createOutageParts(redis);
    await parts.take([parts.sighting('api', 'down')]);
    parts.conclude('api');
    const { id } = await parts.newest('api');
    await parts.tend(id);
    const [proposed] = (await parts.newest('api')).proposed;
    if (proposed === undefined) throw new Error('nothing was proposed');
    const at = parts.now();
    const event = { type: 'resolved', at, by: 'U0SRE' } as const;
    const seq = (await parts.outages.find(id))?.seq ?? 0;
    const events = [{ eventId: 'click/1', event }];
    await parts.outages.append({ outageId: id, service: 'api', ifSeq: seq, at, events });
    await parts.tend(id);
    expect(await parts.outages.open()).toEqual([]);
    // Its worker needed a while.
    const run = planRunOf(proposed.planId, [
      { ...planned(restartPlan), requester: { id: 'resus', via: 'monitor' }, outageId: id } as never,
    ]);
    if (run === undefined) throw new Error('no plan');
    const screen = createHearingScreen(
      {
        outages: parts.outages,
        catalog: () => ({ services: {} }) as never,
        canPropose: () => true,
        tend: parts.tend,
        clock: { now: parts.now },
        log: createQuietLog(),
      },
      { show: async () => {}, showPlan: async () => {}, tell: async () => {}, add: async () => {} },
    );
    await screen.showPlan(run, 1);
    expect(parts.withdrawn).toEqual([proposed.planId]);
    expect(await parts.outages.open()).toEqual([]);
    expect((await parts.newest('api')).state).toBe('resolved');
  });

  test('what flaps for a week stays small: its story goes on in another outage', async () => {
    const parts = createOutageParts(redis);
    for (let flap = 0; flap < 1200; flap += 1) {
      await parts.take([parts.sighting('api', 'down')]);
      parts.later(20_000);
      await parts.take([parts.sighting('api', 'up')]);
      parts.later(20_000);
    }
    const all = await parts.outages.recent(10);
    expect(all).toHaveLength(3);
    expect(Math.max(...all.map(({ seq }) => seq))).toBeLessThan(1200);
    expect(all.reduce((sum, { outage }) => sum + outage.downs.length, 0)).toBe(1200);
    expect(all.filter(({ outage }) => outage.resolved === undefined)).toHaveLength(1);
    // 13 hours of it: at most six an hour, and twenty-four a day.
    expect(parts.asked.length).toBeLessThanOrEqual(3 * 24);
  });

  test('what flaps beside something that stays down is kept back once it was told a thousand times', async () => {
    const parts = createOutageParts(redis);
    const beside = { fingerprint: 'monitor/api/login' };
    await parts.take([parts.sighting('api', 'down')]);
    for (let flap = 0; flap < 600; flap += 1) {
      await parts.take([parts.sighting('api', 'down', beside)]);
      await parts.take([parts.sighting('api', 'up', beside)]);
      parts.later(10_000);
    }
    await parts.take([parts.sighting('api', 'down', beside)]);
    await parts.takeHeld();
    const full = await parts.newest('api');
    expect(full).toMatchObject({ seen: 1001, alarms: [{ fingerprint: 'monitor/api/watch' }] });
    expect(await parts.outages.held()).toMatchObject([beside]);
    // When the other comes back, what was kept back says that it is not up.
    await parts.take([parts.sighting('api', 'up')]);
    await parts.takeHeld();
    const next = await parts.newest('api');
    expect(next.id).not.toBe(full.id);
    expect(next.alarms).toMatchObject([beside]);
    expect(await parts.outages.held()).toEqual([]);
    await parts.tend(full.id);
    expect(await parts.outages.open()).toEqual([next.id]);
  });

  test('in a maintenance window, what is delivered late and twice does not come back as a failure that is over', async () => {
    const parts = createOutageParts(redis);
    const [from, to] = [parts.now() - minute, parts.now() + hour].map((at) => new Date(at).toISOString());
    const window = `maintenance: [{ from: "${from}", to: "${to}" }]\n`;
    parts.setCatalog(
      window + withoutApi.replace('services: {', 'services: { api: { host: web-1, run: { systemd: api } },'),
    );
    const down = parts.sighting('api', 'down');
    await parts.take([down]);
    parts.later(minute);
    await parts.take([parts.sighting('api', 'up')]);
    // By another process, which had read it before it was taken.
    await parts.take([down]);
    expect(await parts.outages.held()).toEqual([]);
    const again = parts.sighting('api', 'down');
    await parts.take([again]);
    await parts.outages.letGo(again.fingerprint, down.id);
    expect(await parts.outages.held()).toEqual([again]);
    parts.later(2 * hour);
    await Promise.all([parts.takeHeld(), parts.takeHeld()]);
    expect(await parts.newest('api')).toMatchObject({ seen: 1, openedAt: parts.now() });
    expect(await parts.outages.held()).toEqual([]);
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
    await parts.take(old.map((name) => parts.sighting(name, 'down')));
    parts.later(7 * 24 * hour);
    await parts.take([parts.sighting('api', 'down')]);
    const { id } = await parts.newest('api');
    expect(isInFront(await parts.outages.open(), id)).toBe(false);
    parts.later(10 * minute);
    await parts.tend(id);
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
    await parts.take([parts.sighting('api', 'down')]);
    const { id } = await parts.newest('api');
    await redis.del(`{resus}:outage:${id}`, `{resus}:outage:${id}:events`);
    await parts.tend(id);
    expect(await parts.outages.open()).toEqual([]);
  });
});
