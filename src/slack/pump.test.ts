import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { KnownBlock } from '@slack/types';
import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { createPaceStore } from './redis-rate-limit.ts';
import { createOutboxStore } from './outbox-store.ts';
import { isReady, workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { section } from './cards/blocks.ts';
import { createClients } from './client.ts';
import { createLadder } from './block-fallbacks.ts';
import { threadOf, type FileBody, type MessageBody } from './message.ts';
import type { Outbox, OutgoingMessage } from './outbox.ts';
import { createPace } from './rate-limit.ts';
import { createPump } from './pump.ts';

const ops = 'C0OPS';

function message(
  id: string,
  body: MessageBody | FileBody,
  version = 1,
  channel = ops,
  parent?: string,
): OutgoingMessage {
  const place = parent === undefined ? { channel } : { channel, parent };
  return { id, thread: threadOf(id, place), place, version, body };
}

describeWith(['redis'], 'the pump', () => {
  let server: RedisServer;
  let redis: Redis;
  let workspace: Workspace;
  let outbox: Outbox;
  let log = createQuietLog();
  let pump: ReturnType<typeof createPump>;
  const never = new AbortController().signal;
  const thread = `${ops}/a`;

  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
    await isReady(redis, 5000);
  });
  beforeEach(async () => {
    await redis.flushall();
    workspace = await startWorkspace();
    log = createQuietLog();
    outbox = createOutboxStore(redis, systemClock);
    pump = startPump();
    return async () => {
      await workspace.stop();
      checkShapes(workspace);
    };
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** As another process would have it: nothing remembered but what is in Redis. */
  function startPump(clock = systemClock, over: Outbox = outbox) {
    const { delivery } = createClients({ botToken: workspace.botToken, apiUrl: workspace.apiUrl }, log);
    const budgets = createPaceStore(redis);
    return createPump({
      outbox: over,
      client: delivery,
      pace: createPace(budgets, clock),
      blockFallbacks: createLadder(budgets),
      clock,
      log,
    });
  }
  const texts = (): string[] => workspace.messages(ops).map(({ text }) => text);
  /** Until the thread is empty, waiting as the job would. */
  async function empty(which = thread): Promise<number[]> {
    const waits: number[] = [];
    for (;;) {
      const { retryInMs } = await pump(which, never);
      if (retryInMs === undefined) return waits;
      waits.push(retryInMs);
      await new Promise((resolve) => setTimeout(resolve, retryInMs));
    }
  }

  test('posts the parent, then its replies in its thread, then the edits', async () => {
    await outbox.put([message('a', { text: 'parent' }), message('b', { text: 'reply' }, 1, ops, 'a')]);
    await empty();
    await outbox.put([message('a', { text: 'parent, edited' }, 2)]);
    await empty();
    expect(texts()).toEqual(['parent, edited', 'reply']);
    const [parent, reply] = workspace.messages(ops);
    expect(reply?.thread_ts).toBe(parent?.ts);
  });

  test('a reply that is also for the channel stands in both, the others in the thread only', async () => {
    const loud = { text: 'loud', broadcast: true };
    await outbox.put([message('a', { text: 'parent' }), message('b', loud, 1, ops, 'a')]);
    await outbox.put([message('c', { text: 'quiet' }, 1, ops, 'a')]);
    await empty();
    await outbox.put([message('b', { ...loud, text: 'loud, amended' }, 2, ops, 'a')]);
    await empty();
    const { delivery } = createClients({ botToken: workspace.botToken, apiUrl: workspace.apiUrl }, log);
    const inChannel = (await delivery.conversations.history({ channel: ops })).messages;
    expect(inChannel?.map(({ text }) => text)).toEqual(['loud, amended', 'parent']);
    expect(texts()).toEqual(['parent', 'loud, amended', 'quiet']);
  });

  test('many versions put before the pump comes are one call', async () => {
    for (let version = 1; version <= 20; version += 1)
      await outbox.put([message('a', { text: `version ${version}` }, version)]);
    await empty();
    expect(texts()).toEqual(['version 20']);
    expect(workspace.calls('chat.update')).toHaveLength(0);
  });

  test('a post whose answer was lost is found again, not posted twice', async () => {
    await outbox.put([message('a', { text: 'once' })]);
    workspace.faults.drop('chat.postMessage');
    const waits = await empty();
    expect(waits[0]).toBe(1000);
    expect(texts()).toEqual(['once']);
    expect(workspace.calls('chat.postMessage')).toHaveLength(1);
    await outbox.put([message('a', { text: 'edited' }, 2)]);
    await empty();
    expect(texts()).toEqual(['edited']);
  });

  test('a reply whose answer was lost is found in its thread', async () => {
    await outbox.put([message('a', { text: 'parent' })]);
    await empty();
    await outbox.put([message('b', { text: 'reply' }, 1, ops, 'a')]);
    workspace.faults.drop('chat.postMessage');
    await empty();
    expect(texts()).toEqual(['parent', 'reply']);
  });

  test.each([
    ['a person, in private', 'U0ROSA', 'D0ROSA'],
    ['a channel by its name', '#ops', ops],
  ])('what was said to %s is found there too when the answer was lost, and edited', async (_to, to, at) => {
    await outbox.put([message('a', { text: 'first words' }, 1, to)]);
    workspace.faults.drop('chat.postMessage');
    await empty(`${to}/a`);
    await outbox.put([message('a', { text: 'newer words' }, 2, to)]);
    await empty(`${to}/a`);
    expect(workspace.messages(at).map(({ text }) => text)).toEqual(['newer words']);
    expect(workspace.calls('chat.postMessage')).toHaveLength(1);
    expect(await outbox.deadLetters(1)).toEqual([]);
  });

  test('a post that never arrived is posted again', async () => {
    await outbox.put([message('a', { text: 'once' })]);
    workspace.faults.lose('chat.postMessage');
    await empty();
    expect(texts()).toEqual(['once']);
    expect(workspace.calls('conversations.history')).toHaveLength(1);
  });

  test('after a kill between posting and noting it, the next pump finds the message and brings it up to date', async () => {
    await outbox.put([message('a', { text: 'first words' })]);
    await outbox.sending('a');
    const { delivery } = createClients({ botToken: workspace.botToken, apiUrl: workspace.apiUrl }, log);
    const metadata = { event_type: 'resus', event_payload: { id: 'a' } };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
    await delivery.chat.postMessage({ channel: ops, text: 'first words', metadata });
    await outbox.put([message('a', { text: 'newer words' }, 2)]);
    await empty();
    expect(texts()).toEqual(['newer words']);
    expect(workspace.calls('chat.postMessage')).toHaveLength(1);
  });

  test('a server error is waited out with growing pauses, and what waits behind keeps its place', async () => {
    await outbox.put([message('a', { text: 'first' }), message('b', { text: 'second' }, 1, ops, 'a')]);
    workspace.faults.fail('chat.postMessage', { times: 2 });
    expect((await empty()).slice(0, 1)).toEqual([1000]);
    expect(texts()).toEqual(['first', 'second']);
  });

  test('a 429 holds up its channel for as long as Slack says, and no other', async () => {
    workspace.faults.rateLimit('chat.postMessage', { retryAfterS: 2 });
    await outbox.put([message('a', { text: 'limited' }), message('c', { text: 'free' }, 1, 'C0PAYMENTS')]);
    expect(await pump(thread, never)).toEqual({ retryInMs: 2000 });
    expect(await pump('C0PAYMENTS/c', never)).toEqual({});
    expect(workspace.messages('C0PAYMENTS').map(({ text }) => text)).toEqual(['free']);
    const again = await pump(thread, never);
    expect(again.retryInMs).toBeGreaterThan(1000);
    expect(texts()).toEqual([]);
  });

  test('a workspace that refuses plans gets sections, and is not asked again', async () => {
    workspace.faults.refusedBlocks.add('plan');
    const plan: KnownBlock = { type: 'plan', title: 'Looking', tasks: [] };
    const body = { text: 'progress', blocks: [plan], plainer: [[section('progress in words')]] };
    await outbox.put([message('a', body)]);
    await empty();
    expect(workspace.messages(ops)[0]?.blocks?.[0]).toMatchObject({ type: 'section' });
    await outbox.put([message('a', { ...body, text: 'progress 2' }, 2)]);
    await empty();
    expect(workspace.calls('chat.postMessage')).toHaveLength(2);
    expect(workspace.calls('chat.update')).toHaveLength(1);
    // Nor by another process.
    await outbox.put([message('p', body, 1, 'C0PAYMENTS')]);
    await startPump()('C0PAYMENTS/p', never);
    expect(workspace.calls('chat.postMessage')).toHaveLength(3);
    expect(workspace.messages('C0PAYMENTS')[0]?.blocks?.[0]).toMatchObject({ type: 'section' });
  });

  test('blocks that Slack refuses in every form become text', async () => {
    workspace.faults.refusedBlocks.add('section');
    await outbox.put([message('a', { text: 'in words', blocks: [section('refused')] })]);
    await empty();
    expect(workspace.messages(ops)).toMatchObject([{ text: 'in words' }]);
    expect(workspace.messages(ops)[0]?.blocks ?? []).toEqual([]);
  });

  test('an edit to words alone takes away the blocks that stood there', async () => {
    await outbox.put([message('a', { text: 'with buttons', blocks: [section('with buttons')] })]);
    await empty();
    await outbox.put([message('a', { text: 'over' }, 2)]);
    await empty();
    expect(workspace.messages(ops)).toMatchObject([{ text: 'over' }]);
    expect(workspace.messages(ops)[0]?.blocks).toBeUndefined();
  });

  test('what can never be delivered is buried, told in the log and to the one who asked, and blocks nothing', async () => {
    const otherwise = { user: 'U0ROSA', body: { text: 'invite me' } };
    const place = { channel: 'C0RANDOM', otherwise };
    const lost = { ...message('a', { text: 'lost' }, 1, 'C0RANDOM'), place };
    await outbox.put([lost]);
    await empty('C0RANDOM/a');
    expect(await outbox.deadLetters(5)).toMatchObject([
      { id: 'a', channel: 'C0RANDOM', reason: 'not_in_channel' },
    ]);
    expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { message: 'a message cannot be delivered', data: { code: 'not_in_channel' } },
    ]);
    expect(await outbox.threadsWithWork()).toEqual(['U0ROSA/a.undelivered']);
    await empty('U0ROSA/a.undelivered');
    const direct = [...workspace.team.channels.values()].find((one) => one.user === 'U0ROSA');
    expect(workspace.messages(direct?.id ?? '').map(({ text }) => text)).toEqual(['invite me']);
  });

  test('an app that lost its token keeps its messages', async () => {
    workspace.faults.refuse('chat.postMessage', 'token_revoked');
    await outbox.put([message('a', { text: 'later' })]);
    expect(await pump(thread, never)).toEqual({ retryInMs: 60_000 });
    expect(await outbox.head(thread)).toMatchObject({ id: 'a' });
    await empty();
    expect(texts()).toEqual(['later']);
  });

  test('two pumps of one thread, as after a freeze: one sends, the other waits for the lease', async () => {
    const second = startPump();
    await outbox.put([message('a', { text: 'parent' })]);
    for (let i = 0; i < 5; i += 1) await outbox.put([message(`r${i}`, { text: `reply ${i}` }, 1, ops, 'a')]);
    workspace.faults.delay('chat.postMessage', 300);
    const both = await Promise.all([pump(thread, never), second(thread, never)]);
    expect(both.filter(({ retryInMs }) => (retryInMs ?? 0) > 0)).toHaveLength(1);
    expect(texts()).toEqual(['parent', ...Array.from({ length: 5 }, (_, i) => `reply ${i}`)]);
    expect(workspace.calls('chat.postMessage')).toHaveLength(6);
  });

  test('a pump whose thread was taken over while it hesitated posts nothing', async () => {
    await outbox.put([message('a', { text: 'once' })]);
    // Between its mark and its call it stands still for longer than it holds the thread.
    const slow = {
      ...outbox,
      sending: async (id: string) => {
        await outbox.sending(id);
        await redis.set(`{resus}:out:lease:${thread}`, 'another pump', 'PX', 300);
      },
    };
    const stopped = new AbortController();
    expect(await startPump(systemClock, slow)(thread, stopped.signal)).toEqual({ retryInMs: 1000 });
    expect(workspace.calls('chat.postMessage')).toHaveLength(0);
    await empty();
    expect(texts()).toEqual(['once']);
  });

  test('an edit of a message that someone deleted is let go', async () => {
    await outbox.put([message('a', { text: 'first words' })]);
    await empty();
    workspace.faults.refuse('chat.update', 'message_not_found');
    await outbox.put([message('a', { text: 'newer words' }, 2)]);
    await empty();
    expect(await outbox.deadLetters(5)).toEqual([]);
    expect(await outbox.threadsWithWork()).toEqual([]);
  });
});
