import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import {
  type AlertServer,
  catalogText,
  grafanaHeaders,
  payload,
  signedHeaders,
  startAlertServer,
  withTokens,
} from './alert-server.ts';

const minuteMs = 60_000;
const signed = `${catalogText}
alerts:
  alertmanager: { hmac: env:RESUS_TEST_ALERTS }
  grafana: { hmac: env:RESUS_TEST_ALERTS }
  generic: { token: env:RESUS_TEST_NOT_SET, service_from: service, state_from: state, down: [down], up: [up] }
  deploys: { hmac: env:RESUS_TEST_ALERTS }
`;

describeWith(['redis'], 'who may tell of alerts', () => {
  let redis: RedisServer;
  let server: AlertServer;
  let look: Redis;
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
  });
  beforeEach(async () => {
    await look.flushall();
    server = await startAlertServer(redis, signed);
  });
  afterEach(() => server.stop());
  afterAll(async () => {
    look.disconnect();
    await redis.stop();
  });
  const body = payload('alertmanager');
  const statusOf = async (headers: Record<string, string>, told = body): Promise<number> =>
    (await server.post('alertmanager', told, headers)).status;

  test('a token that is wrong, missing, or in another place is refused, and none of it is stored', async () => {
    const open = await startAlertServer(redis, withTokens);
    try {
      for (const headers of [
        {},
        { authorization: 'Bearer wrong' },
        { authorization: 'Bearer ' },
        { authorization: 'Basic an-invented-token-of-the-tests' },
        { authorization: 'an-invented-token-of-the-tests' },
        { authorization: 'Bearer an-invented-token-of-the-test' },
        { authorization: 'Bearer an-invented-token-of-the-tests2' },
        { 'x-token': 'an-invented-token-of-the-tests' },
      ])
        expect(await open.post('alertmanager', body, headers as Record<string, string>)).toEqual({
          status: 401,
          text: 'expected the header Authorization: Bearer <token>\n',
        });
      expect(await open.post('alertmanager?token=an-invented-token-of-the-tests', body, {})).toMatchObject({
        status: 401,
      });
      expect(await open.counted()).toEqual({ 'alertmanager/unauthorized': 9 });
      expect(await look.keys('*')).toEqual([]);
    } finally {
      await open.stop();
    }
  });

  test('a signature over time and body is accepted once', async () => {
    const headers = signedHeaders(body, Date.now());
    expect(await server.post('alertmanager', body, headers)).toMatchObject({ status: 200 });
    expect(await server.post('alertmanager', body, headers)).toEqual({
      status: 409,
      text: 'this signature was accepted before, and what it signed was stored then\n',
    });
    const upper = {
      ...headers,
      'x-resus-signature': headers['x-resus-signature']?.toUpperCase().replace('SHA', 'sha') ?? '',
    };
    expect(await statusOf(upper)).toBe(409);
    // Signed anew it is a true redelivery.
    expect(await server.post('alertmanager', body, signedHeaders(body, Date.now() - 2_000))).toEqual({
      status: 200,
      text: 'stored: 0 new, 2 known before\n',
    });
  });

  test('a signature of another body, time, key or form is refused', async () => {
    const now = Date.now();
    const right = signedHeaders(body, now);
    expect(await statusOf(right, body.replace('api', 'shop'))).toBe(401);
    expect(await statusOf({ ...right, 'x-resus-timestamp': String(Math.floor(now / 1000) - 1) })).toBe(401);
    expect(await statusOf(signedHeaders(body, now, 'another key'))).toBe(401);
    expect(await statusOf({ ...right, 'x-resus-signature': 'sha256=00' })).toBe(401);
    expect(await statusOf({ ...right, 'x-resus-signature': '' })).toBe(401);
    expect(await statusOf({ 'x-resus-signature': right['x-resus-signature'] ?? '' })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer an-invented-token-of-the-tests' })).toBe(401);
    expect(await look.keys('*')).toEqual([]);
    expect(await statusOf(right)).toBe(200);
  });

  test('five minutes around now are the window, in both directions', async () => {
    const now = Date.now();
    expect(await statusOf(signedHeaders(body, now - 4.9 * minuteMs))).toBe(200);
    expect(await statusOf(signedHeaders(body, now + 4.9 * minuteMs))).toBe(200);
    expect(await statusOf(signedHeaders(body, now - 5.1 * minuteMs))).toBe(401);
    expect(await statusOf(signedHeaders(body, now + 5.1 * minuteMs))).toBe(401);
  });

  test("Grafana's own signature is understood at its endpoint only, and only with a timestamp", async () => {
    const told = payload('grafana');
    const headers = grafanaHeaders(told, Date.now());
    expect(await server.post('grafana', told, headers)).toMatchObject({ status: 200 });
    expect(await server.post('grafana', told, headers)).toMatchObject({ status: 409 });
    expect(await server.post('alertmanager', told, headers)).toMatchObject({ status: 401 });
    const { 'x-grafana-alerting-signature': signature = '' } = headers;
    expect(await server.post('grafana', told, { 'x-grafana-alerting-signature': signature })).toEqual({
      status: 401,
      text: 'expected the header x-grafana-alerting-timestamp: <unix seconds>\n',
    });
    expect(await server.post('grafana', told, grafanaHeaders(told, Date.now() - 6 * minuteMs))).toMatchObject(
      {
        status: 401,
      },
    );
  });

  test('a deploy signed by a pipeline is a mark; its replay is not', async () => {
    const told = payload('deploys');
    const headers = signedHeaders(told, Date.now());
    expect(await server.post('deploys', told, headers)).toEqual({ status: 200, text: 'stored\n' });
    expect(await server.post('deploys', told, headers)).toMatchObject({ status: 409 });
  });

  test('a secret that cannot be read is not "off": the sender is asked to come again, the log says why', async () => {
    expect(await server.post('generic', '{}')).toEqual({
      status: 503,
      text: 'the secret of alerts.generic cannot be read; the log of Resus says why\n',
    });
    expect(server.log.lines[0]).toMatchObject({
      level: 'error',
      data: { endpoint: 'generic' },
      message: 'the secret of an alert endpoint cannot be read',
    });
  });

  test('another method is refused, and does not end the connection of others', async () => {
    const answer = await fetch(`${server.url}/alerts/alertmanager`, {
      headers: signedHeaders('', Date.now()),
    });
    expect(answer.status).toBe(405);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });
});
