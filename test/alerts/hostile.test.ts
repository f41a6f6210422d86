import { connect, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import {
  type AlertServer,
  catalogText,
  payload,
  signedHeaders,
  startAlertServer,
  token,
} from './alert-server.ts';
import { scaled } from '#test/scaled.ts';

const yaml = `${catalogText}
alerts:
  alertmanager: { hmac: env:RESUS_TEST_ALERTS }
  grafana: { hmac: env:RESUS_TEST_ALERTS }
  generic:
    token: env:RESUS_TEST_ALERTS
    service_from: checks.1.service
    state_from: state
    down: [2, true, ausgefallen, "не работает", CRITICAL]
    up: [0, false]
    title_from: what
`;

describeWith(['redis'], 'those who mean no good', () => {
  let redis: RedisServer;
  let server: AlertServer;
  let look: Redis;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    look = new Redis(redis.url);
  });
  beforeEach(async () => {
    await look.flushall();
    server = await startAlertServer(redis, yaml);
  });
  afterEach(async () => {
    for (const one of sockets.splice(0)) one.destroy();
    await server.stop();
  });
  afterAll(async () => {
    look.disconnect();
    await redis.stop();
  });
  const open = (): Socket => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setEncoding('utf8');
    socket.on('error', () => {});
    sockets.push(socket);
    return socket;
  };
  /** All that is answered to these bytes until the connection ends or is silent. */
  const raw = async (bytes: string): Promise<string> => {
    const socket = open();
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.write(bytes);
    await expect.poll(() => text).toContain('\r\n\r\n');
    return text;
  };

  test('one signature over ten connections at once is accepted by one of them', async () => {
    const body = payload('grafana');
    const headers = signedHeaders(body, Date.now());
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        server.post(n % 2 === 0 ? 'grafana' : 'alertmanager', body, headers),
      ),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await expect.poll(() => server.taken.length).toBe(1);
  });

  test('what is signed are the bytes as they are sent, lines of Windows too; an empty body is no delivery', async () => {
    const lines = payload('grafana').replaceAll('\n', '\r\n');
    expect(await server.post('grafana', lines, signedHeaders(lines, Date.now()))).toMatchObject({
      status: 200,
    });
    const unix = payload('grafana');
    expect(await server.post('grafana', unix, signedHeaders(lines, Date.now() - 1_000))).toMatchObject({
      status: 401,
    });
    expect(await server.post('grafana', '', signedHeaders('', Date.now()))).toMatchObject({ status: 400 });
    const loud = signedHeaders(unix, Date.now() - 2_000);
    const hex = (loud['x-resus-signature'] ?? '').toUpperCase();
    expect(await server.post('grafana', unix, { ...loud, 'x-resus-signature': hex })).toMatchObject({
      status: 200,
    });
  });

  test('a token in the address, or a second one beside a wrong one, lets nobody in, and stands in no log', async () => {
    const body = '{}';
    const rest = `host: x\r\ncontent-length: ${body.length}\r\nconnection: close\r\n`;
    const two = `authorization: Bearer wrong\r\nauthorization: Bearer ${token}\r\n`;
    expect(await raw(`POST /alerts/generic HTTP/1.1\r\n${rest}${two}\r\n${body}`)).toContain(' 401 ');
    expect(await raw(`POST /alerts/generic?token=${token} HTTP/1.1\r\n${rest}\r\n${body}`)).toContain(
      ' 401 ',
    );
    expect(await raw(`POST http://${token}@x/alerts/generic HTTP/1.1\r\n${rest}\r\n${body}`)).not.toContain(
      ' 200 ',
    );
    expect(JSON.stringify(server.log.lines)).not.toContain(token);
  });

  test('a delivery in chunks, without a length, is read; a length that lies is refused; headers that never end are cut off', async () => {
    const told = JSON.stringify({ state: 2, checks: [{}, { service: 'api' }] });
    const head = `POST /alerts/generic HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n`;
    const chunked = `${head}transfer-encoding: chunked\r\n\r\n${told.length.toString(16)}\r\n${told}\r\n0\r\n\r\n`;
    expect(await raw(chunked)).toContain('stored: 1 new');
    expect(await raw(`${head}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`)).toContain(
      ' 400 ',
    );
    expect(await raw(`${head}x: ${'x'.repeat(100_000)}\r\n\r\n`)).toContain(' 431 ');
  });

  test.each([
    ['a number', 2, 'down'],
    ['a number with a fraction of none', 2.0, 'down'],
    ['true', true, 'down'],
    ['false', false, 'up'],
    ['a text of a number', '2', 'down'],
    ['letters of another alphabet', 'не работает', 'down'],
  ] as const)('a state that is %s is what the catalog says of it', async (_name, state, expected) => {
    const told = { state, what: 'é 🚑 \u202Egnp.exe', checks: [{}, { service: ' API ' }] };
    expect(await server.post('generic', JSON.stringify(told))).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken.map((one) => one.state)).toEqual([expected]);
    expect(server.taken[0]?.service).toBe('api');
  });

  test.each([
    ['an inherited name', { state: 2, checks: { constructor: 1, length: 2 } }],
    ['a list that is too short', { state: 2, checks: [{ service: 'api' }] }],
    ['a method of texts', { state: 2, checks: ['a', 'b'] }],
    ['a name that all objects have', { state: 'toString', checks: [{}, { service: 'api' }] }],
  ])('%s is nothing that the sender said', async (_name, told) => {
    expect(await server.post('generic', JSON.stringify(told))).toMatchObject({ status: 422 });
    expect(await look.keys('*')).toEqual([]);
  });

  test('of a key that is there twice the last one counts, as everywhere in JSON', async () => {
    const told = '{"state": 0, "state": 2, "checks": [{}, {"service": "api"}]}';
    expect(await server.post('generic', told)).toMatchObject({ status: 200 });
    await expect.poll(() => server.taken.map(({ state }) => state)).toEqual(['down']);
  });

  test('500 strangers with a megabyte each at once: memory stays, and who is known is answered meanwhile', {
    timeout: scaled(30_000),
  }, async () => {
    // One for all, so that the senders, who live here too, hold next to nothing.
    const body = Buffer.alloc(1024 * 1024 - 1, 'x');
    const before = process.memoryUsage();
    let most = 0;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before.arrayBuffers);
    }, 5);
    const head = `POST /alerts/grafana HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length + 1}\r\n\r\n`;
    const strangers = Array.from({ length: 500 }, () => open());
    for (const one of strangers) {
      one.write(head);
      one.write(body);
    }
    const from = performance.now();
    const told = JSON.stringify({ state: 2, checks: [{}, { service: 'api' }] });
    expect(await server.post('generic', told)).toMatchObject({ status: 200 });
    expect(performance.now() - from).toBeLessThan(scaled(5_000));
    const answers = Promise.all(
      strangers.map(
        (one) => new Promise<string>((resolve) => one.once('data', (text) => resolve(String(text)))),
      ),
    );
    for (const one of strangers) one.write('x');
    expect(new Set((await answers).map((text) => text.slice(9, 12)))).toEqual(new Set(['401']));
    clearInterval(timer);
    // Of their 500 MB; what is not collected yet is in it.
    expect(most / 1024 / 1024).toBeLessThan(250);
  });

  test('a request that comes a letter at a time is ended after some seconds', {
    timeout: scaled(20_000),
  }, async () => {
    const socket = open();
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    const from = performance.now();
    socket.write('POST /alerts/generic HTTP/1.1\r\nhost: x\r\n');
    const timer = setInterval(() => void (socket.writable && socket.write('x')), 200);
    await expect.poll(() => socket.closed, { timeout: scaled(15_000) }).toBe(true);
    clearInterval(timer);
    expect(text).toContain(' 408 ');
    expect(performance.now() - from).toBeLessThan(scaled(8_000));
  });
});
