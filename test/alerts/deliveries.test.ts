import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { say } from '#base/phrase.ts';
import { createDeployMarkerStore } from '#alerts/redis-mark-store.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import {
  type AlertServer,
  catalogText,
  deployedAt,
  payload,
  startAlertServer,
  withTokens,
} from './alert-server.ts';

describeWith(['redis'], 'alerts as the products send them', () => {
  let redis: RedisServer;
  let server: AlertServer;
  let look: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
  });
  beforeEach(async () => {
    await look.flushall();
    server = await startAlertServer(redis, withTokens);
  });
  afterEach(() => server.stop());
  afterAll(async () => {
    look.disconnect();
    await redis.stop();
  });

  test('Alertmanager: a group with one that fires and one that is resolved', async () => {
    expect(await server.post('alertmanager', payload('alertmanager'))).toEqual({
      status: 200,
      text: 'stored: 2 new, 0 known before\n',
    });
    await expect.poll(() => server.taken.length).toBe(2);
    const shown = server.taken.map(({ says, ...one }) => ({ ...one, text: say('en', says) }));
    expect(shown.toSorted((a, b) => a.service.localeCompare(b.service))).toEqual([
      {
        id: expect.stringMatching(/^alert-/),
        source: 'alertmanager',
        service: 'api',
        fingerprint: 'alertmanager/1a30ba71cca2921f',
        state: 'down',
        at: expect.any(Number),
        since: Date.parse('2024-11-20T07:28:45.828Z'),
        severity: 'critical',
        text: 'Alertmanager: https://api.example.test/health does not answer',
      },
      {
        id: expect.stringMatching(/^alert-/),
        source: 'alertmanager',
        service: 'shop',
        fingerprint: 'alertmanager/9c1f04be77d0a6e2',
        state: 'up',
        at: expect.any(Number),
        severity: 'warning',
        link: 'https://prometheus.example.test/graph?g0.expr=slow&g0.tab=1',
        text: 'Alertmanager, resolved: shop answers in more than 2 s',
      },
    ]);
    expect(await server.counted()).toEqual({ 'alertmanager/stored': 2, 'alertmanager/repeated': 0 });
  });

  test('Grafana: its panel is the link, its time zone is understood', async () => {
    expect(await server.post('grafana', payload('grafana'))).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken).toHaveLength(1);
    expect(server.taken[0]).toMatchObject({
      source: 'grafana',
      service: 'api',
      fingerprint: 'grafana/c6eadffa33fcdf37',
      state: 'down',
      since: Date.parse('2024-11-20T07:51:03.157Z'),
      severity: 'warning',
      link: 'https://grafana.example.test/d/ece9fb32example?orgId=1&viewPanel=2',
    });
  });

  test('Uptime Kuma: down, up again by the same fingerprint, and its test message', async () => {
    const down = payload('uptime-kuma');
    expect(await server.post('uptime-kuma', down)).toMatchObject({ status: 200 });
    const up = down.replace('"status": 0', '"status": 1').replace('07:28:45.828', '07:33:45.828');
    expect(await server.post('uptime-kuma', up)).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken).toHaveLength(2);
    expect(server.taken).toMatchObject([
      {
        service: 'api',
        state: 'down',
        since: Date.parse('2024-11-20T07:28:45.828Z'),
        fingerprint: 'uptime-kuma/monitor-7',
      },
      { service: 'api', state: 'up', fingerprint: 'uptime-kuma/monitor-7' },
    ]);
    expect(say('fr', server.taken[0]?.says ?? { en: '', fr: '' })).toBe(
      'Uptime Kuma : api: Request failed with status code 502',
    );
    expect(await server.post('uptime-kuma', payload('uptime-kuma-test'))).toEqual({
      status: 200,
      text: 'it works: a test, or a warning that is no outage\n',
    });
    expect(await server.counted()).toEqual({
      'uptime-kuma/stored': 2,
      'uptime-kuma/repeated': 0,
      'uptime-kuma/nothing': 1,
    });
  });

  test('any other JSON is read by the paths of the catalog', async () => {
    expect(await server.post('generic', payload('generic'))).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken).toHaveLength(1);
    expect(server.taken[0]).toMatchObject({
      source: 'generic',
      service: 'api',
      fingerprint: 'generic/4711',
      state: 'down',
      since: 1_732_087_725_000,
      severity: 'critical',
      link: 'https://checks.example.test/4711',
      says: { with: { text: 'Payments API' } },
    });
  });

  test('a deploy becomes a mark of its service, once, found by its time', async () => {
    const told = payload('deploys');
    expect(await server.post('deploys', told)).toEqual({ status: 200, text: 'stored\n' });
    expect(await server.post('deploys', told)).toEqual({ status: 200, text: 'known before\n' });
    const at = Date.parse(deployedAt);
    const { marks } = createDeployMarkerStore(look);
    const found = await marks('api', at - 1, at);
    expect(found.map(({ says, ...mark }) => ({ ...mark, text: say('en', says) }))).toEqual([
      {
        id: expect.stringMatching(/^mark-/),
        at,
        service: 'api',
        kind: 'deploy',
        link: 'https://ci.example.test/payments/runs/812',
        commit: '4f2a9c1d8e7b6a5f4e3d2c1b0a9f8e7d6c5b4a39',
        text: 'v2024.11.20-3 by Ana Example',
      },
    ]);
    expect(await marks('api', at + 1, at + 100_000)).toEqual([]);
    expect(await marks('shop', 0, Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(await server.counted()).toEqual({ 'deploys/stored': 1, 'deploys/repeated': 1 });
  });

  test('the same alert told again, also to another process, is taken once; its end and its next start are new', async () => {
    const second = await startAlertServer(redis, withTokens);
    try {
      const down = payload('grafana');
      const answers = await Promise.all(
        [server, second, server, second].map((one) => one.post('grafana', down)),
      );
      expect(answers.map(({ text }) => text).toSorted()).toEqual([
        'stored: 0 new, 1 known before\n',
        'stored: 0 new, 1 known before\n',
        'stored: 0 new, 1 known before\n',
        'stored: 1 new, 0 known before\n',
      ]);
      await server.post('grafana', down.replaceAll('"firing"', '"resolved"'));
      await second.post('grafana', down.replace('09:51:03', '10:51:03'));
      const ids = (): Set<string> => new Set([...server.taken, ...second.taken].map(({ id }) => id));
      await expect.poll(() => ids().size).toBe(3);
      await expect.poll(() => look.hlen('{resus}:alerts:pending')).toBe(0);
    } finally {
      await second.stop();
    }
  });

  test('a service that is not in the catalog: nothing is stored, the field and the closest names are said', async () => {
    const told = payload('uptime-kuma');
    const misspelt = told.replace('"name": "api"', '"name": "shpo"');
    expect(await server.post('uptime-kuma', misspelt)).toEqual({
      status: 422,
      text: 'monitor.name: "shpo" is no service of the catalog; closest: shop; or map it in alerts.uptime-kuma.services\n',
    });
    const unnamed = payload('alertmanager').replaceAll('"service"', '"app"');
    expect(await server.post('alertmanager', unnamed)).toEqual({
      status: 422,
      text: 'labels.service: there is no text that names a service; set it, or alerts.alertmanager.service_from (services: api, shop)\n',
    });
    expect(await look.keys('*')).toEqual([]);
    const mapped = told.replace('"name": "api"', '"name": "Payments API"');
    expect(await server.post('uptime-kuma', mapped)).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken.map(({ service }) => service)).toEqual(['api']);
    expect(await server.counted()).toMatchObject({
      'uptime-kuma/unknown_service': 1,
      'alertmanager/unknown_service': 2,
    });
  });

  test('a group with a stranger in it: the others are stored, the stranger is named and counted', async () => {
    const told = payload('alertmanager').replace('"service": "shop"', '"service": "billing"');
    const answer = await server.post('alertmanager', told);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('stored: 1 new, 0 known before\nlabels.service: "billing" is no service');
    expect(await server.counted()).toEqual({
      'alertmanager/stored': 1,
      'alertmanager/repeated': 0,
      'alertmanager/unknown_service': 1,
    });
  });

  test('secrets in what a source tells are hidden before they are stored', async () => {
    const leaking = payload('grafana').replace(
      'api answers 7.2% of its requests with 5xx',
      'cannot reach postgres://app:hunter2-and-more@db.example.test/payments',
    );
    await server.post('grafana', leaking);
    await expect.poll(() => server.taken).toHaveLength(1);
    const all = JSON.stringify([
      server.taken,
      await look.hgetall('{resus}:alerts:pending'),
      server.log.lines,
    ]);
    expect(all).toContain('db.example.test');
    expect(all).not.toContain('hunter2');
  });

  test('without a secret in the catalog there is no endpoint', async () => {
    const off = await startAlertServer(redis, `${catalogText}\nalerts: { grafana: {} }`);
    try {
      for (const path of ['alertmanager', 'grafana', 'uptime-kuma', 'generic', 'deploys', 'nothing', ''])
        expect(await off.post(path, payload('grafana'))).toMatchObject({ status: 404 });
    } finally {
      await off.stop();
    }
  });
});
