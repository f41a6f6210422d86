import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { clientOf, startTestBot, type TestBot } from './test-bot.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
let bot: TestBot | undefined;
const heard: string[] = [];

beforeEach(async () => {
  heard.length = 0;
  workspace = await startWorkspace();
});
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await workspace.stop();
});

async function startListening(): Promise<void> {
  bot = await startTestBot(workspace, (app) => {
    app.command('/diagnose', async ({ ack, command }) => {
      heard.push(command.text);
      await ack();
    });
  });
}

/** A bare connection of our own, to see the frames as they are. */
async function connect(): Promise<{ socket: WebSocket; frames: Record<string, unknown>[] }> {
  const { url } = await clientOf(workspace, workspace.appToken).apps.connections.open({});
  const socket = new WebSocket(String(url));
  const frames: Record<string, unknown>[] = [];
  socket.on('message', (data) => {
    if (Buffer.isBuffer(data)) frames.push(JSON.parse(data.toString()) as Record<string, unknown>);
  });
  await once(socket, 'open');
  await expect.poll(() => frames.length).toBeGreaterThan(0);
  return { socket, frames };
}

test('each command goes to one of the two connections, in turn', async () => {
  await startListening();
  expect(workspace.sockets.connected).toBe(2);
  const rosa = workspace.as('U0ROSA');
  for (const name of ['a', 'b', 'c', 'd']) await rosa.command('/diagnose', name);
  expect(heard).toEqual(['a', 'b', 'c', 'd']);
});

test('no command is lost while one connection is recycled', async () => {
  await startListening();
  const rosa = workspace.as('U0ROSA');
  const recycled = workspace.sockets.recycle();
  const done = await Promise.all(['a', 'b', 'c'].map((name) => rosa.command('/diagnose', name)));
  await recycled;
  done.push(await rosa.command('/diagnose', 'd'));
  expect(done.map((one) => one.status)).toEqual(['acked', 'acked', 'acked', 'acked']);
  expect(heard.toSorted()).toEqual(['a', 'b', 'c', 'd']);
  await workspace.until(() => workspace.sockets.connected === 2);
});

test('a bot whose connections are all cut comes back by itself', async () => {
  await startListening();
  workspace.sockets.kill();
  await workspace.until(() => workspace.sockets.connected === 0);
  expect(await workspace.as('U0ROSA').command('/diagnose', 'lost')).toMatchObject({
    error: 'dispatch_failed',
  });
  await workspace.until(() => workspace.sockets.connected === 2);
  expect(await workspace.as('U0ROSA').command('/diagnose', 'found')).toMatchObject({ ok: true });
  expect(heard).toEqual(['found']);
});

test('an envelope delivered again carries its own id and the reason', async () => {
  await startListening();
  await workspace.as('U0ROSA').command('/diagnose', 'api');
  const [envelope] = workspace.envelopes.sent();
  expect(envelope).toMatchObject({ type: 'slash_commands', payload: { text: 'api' } });
  if (envelope) await workspace.envelopes.redeliver(envelope);
  expect(workspace.envelopes.sent()).toMatchObject([
    { envelope_id: envelope?.envelope_id },
    { envelope_id: envelope?.envelope_id, retry_attempt: 1, retry_reason: 'timeout' },
  ]);
  expect(heard).toEqual(['api', 'api']);
});

test('an event that is not acked is sent again', async () => {
  await workspace.stop();
  workspace = await startWorkspace({ ackWithinMs: 100, eventRetriesMs: [0, 50] });
  const { socket, frames } = await connect();
  workspace.as('U0ROSA').say('#ops', '@resus diagnose api');
  await expect.poll(() => frames.filter((frame) => frame.type === 'events_api').length).toBe(3);
  const events = frames.filter((frame) => frame.type === 'events_api');
  expect(events.map((event) => event.retry_attempt)).toEqual([undefined, 1, 2]);
  expect(new Set(events.map((event) => (event.payload as { event_id: string }).event_id)).size).toBe(1);
  socket.terminate();
});

test('any frame can be sent, such as the one that tells of a rate limit', async () => {
  const { socket, frames } = await connect();
  const payload = {
    type: 'app_rate_limited',
    team_id: 'T0RESUS',
    minute_rate_limited: 1,
    api_app_id: 'A0RESUS',
  };
  expect(workspace.sockets.send({ type: 'events_api', envelope_id: 'e1', payload })).toBe(true);
  await expect.poll(() => frames.at(-1)).toEqual({ type: 'events_api', envelope_id: 'e1', payload });
  socket.terminate();
});

test('a polite recycle warns, asks to refresh, then closes', async () => {
  const { socket, frames } = await connect();
  await workspace.sockets.recycle({ warningMs: 20 });
  expect(frames.map((frame) => frame.reason ?? frame.type)).toEqual([
    'hello',
    'warning',
    'refresh_requested',
  ]);
  expect(socket.readyState).toBeGreaterThanOrEqual(WebSocket.CLOSING);
});

test('the eleventh connection is turned away', async () => {
  // It is about connections, not about how often a url may be asked for.
  workspace.faults.limits = { tiers: false, channel: false };
  const ten = await Promise.all(Array.from({ length: 10 }, connect));
  const { frames } = await connect();
  expect(frames).toEqual([{ type: 'disconnect', reason: 'too_many_websockets' }]);
  expect(workspace.sockets.connected).toBe(10);
  for (const { socket } of ten) socket.terminate();
});

test('a connection url is good once', async () => {
  const { url } = await clientOf(workspace, workspace.appToken).apps.connections.open({});
  await once(new WebSocket(String(url)), 'open');
  const [error] = (await once(new WebSocket(String(url)), 'error')) as [Error];
  expect(error.message).toBe('Unexpected server response: 403');
});
