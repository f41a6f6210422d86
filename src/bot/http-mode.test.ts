import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#base/clock.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createHttpMode } from './http-mode.ts';

const signingSecret = 'made-up-for-this-test';
const form = 'application/x-www-form-urlencoded';
let server: Server;
let url = '';
const heard: string[] = [];

beforeAll(async () => {
  const mode = createHttpMode({ signingSecret }, createQuietLog(), systemClock);
  const app = new App({
    receiver: mode.receivers[0],
    authorize: async () => ({ botToken: 'made-up', botId: 'B0RESUS', botUserId: 'U0RESUS' }),
  });
  app.command('/diagnose', async ({ ack, command }) => {
    heard.push(command.text);
    await ack();
  });
  server = createServer(mode.requestListener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function post(body: string, { type = form, secondsFromNow = 0, timestamp = '' } = {}): Promise<number> {
  const seconds = timestamp === '' ? String(Math.floor(Date.now() / 1000) + secondsFromNow) : timestamp;
  const signature = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  const headers = {
    'content-type': type,
    'x-slack-request-timestamp': seconds,
    'x-slack-signature': `v0=${signature}`,
  };
  return (await fetch(url, { method: 'POST', body, headers })).status;
}

const command = (text: string): string =>
  new URLSearchParams({
    command: '/diagnose',
    text,
    team_id: 'T0',
    user_id: 'U0',
    channel_id: 'C0',
  }).toString();

test.each([0, -290, 290])('a request that was signed %d s from now is heard', async (secondsFromNow) => {
  expect(await post(command(`at ${secondsFromNow}`), { secondsFromNow })).toBe(200);
  expect(heard).toContain(`at ${secondsFromNow}`);
});

test.each([-310, 310, 86_400])(
  'a request that was signed %d s from now is refused',
  async (secondsFromNow) => {
    expect(await post(command('too far'), { secondsFromNow })).toBe(401);
    expect(heard).not.toContain('too far');
  },
);

test.each(['NaN', '1e9', 'x', '-1'])('a time such as %j is refused', async (timestamp) => {
  expect(await post(command('no time'), { timestamp })).toBe(401);
});

const payload = (json: string): string => new URLSearchParams({ payload: json }).toString();

test.each([
  ['a key __proto__', payload('{"type":"block_actions","__proto__":{"user":{}}}'), form],
  ['a key __proto__ deeper', payload('{"type":"block_actions","actions":[{"__proto__":{}}]}'), form],
  ['a field __proto__', `${command('x')}&__proto__=1`, form],
  ['an event with a key __proto__', '{"type":"event_callback","__proto__":{"event":{}}}', 'application/json'],
  ['no JSON', payload('{"type":'), form],
  ['null', 'null', 'application/json'],
  ['a list', '[]', 'application/json'],
  ['a number in a form', payload('7'), form],
  ['deep nesting', payload('{"a":'.repeat(60) + '1' + '}'.repeat(60)), form],
])('a signed body with %s is 400, and the next one is heard', async (_what, body, type) => {
  expect(await post(body, { type })).toBe(400);
  expect(await post(command('still here'))).toBe(200);
});

test('more than a megabyte is refused', async () => {
  expect(await post(command('a'.repeat(1_100_000)))).toBe(413);
});

test('a wrong signature is refused', async () => {
  const headers = {
    'content-type': form,
    'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
    'x-slack-signature': `v0=${'0'.repeat(64)}`,
  };
  expect((await fetch(url, { method: 'POST', body: command('forged'), headers })).status).toBe(401);
  expect(heard).not.toContain('forged');
});
