import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import type { Outbox, OutgoingMessage } from './outbox.ts';
import { threadOf } from './message.ts';
import { describeWith } from '#test/needs.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { createOutboxStore } from './outbox-store.ts';
import { producerConnection } from '#redis/redis.ts';
import { scaled } from '#test/scaled.ts';

function message(id: string, version: number, text = `${id} v${version}`, parent?: string): OutgoingMessage {
  const place = parent === undefined ? { channel: 'C1' } : { channel: 'C1', parent };
  return { id, thread: threadOf(id, place), place, version, body: { text } };
}

describeWith(['redis'], 'the outbox in redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let outbox: Outbox;
  const thread = 'C1/a';

  beforeAll(async () => {
    server = await startRedis();
    redis = producerConnection(server.url, () => {});
    outbox = createOutboxStore(redis, { now: () => 1000 });
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  test('messages of a thread wait in the order of their first put', async () => {
    await outbox.put([message('a', 1), message('b', 1, 'b', 'a')]);
    await outbox.put([message('c', 1, 'c', 'a'), message('a', 2)]);
    const order: string[] = [];
    for (let head = await outbox.head(thread); head !== undefined; head = await outbox.head(thread)) {
      order.push(`${head.id}${head.version}`);
      await outbox.sent(thread, head.id, head.version, `ts-${head.id}`);
    }
    expect(order).toEqual(['a2', 'b1', 'c1']);
    expect(await outbox.threadsWithWork()).toEqual([]);
  });

  test('a newer version put while the older one is being sent is sent next, not lost', async () => {
    await outbox.put([message('a', 1)]);
    const head = await outbox.head(thread);
    expect(head).toMatchObject({ id: 'a', version: 1, failures: 0 });
    await outbox.put([message('a', 2)]);
    await outbox.sent(thread, 'a', 1, '1.1');
    expect(await outbox.head(thread)).toMatchObject({ version: 2, ts: '1.1', body: { text: 'a v2' } });
  });

  test('what stands in a thread is found with its thread, by which Slack links it', async () => {
    await outbox.put([message('a', 1), message('b', 1, 'b', 'a')]);
    expect(await outbox.find('b')).toBeUndefined();
    await outbox.sent(thread, 'a', 1, '1.1');
    await outbox.sent(thread, 'b', 1, '1.2');
    expect(await outbox.find('a')).toEqual({ channel: 'C1', ts: '1.1' });
    expect(await outbox.find('b')).toEqual({ channel: 'C1', ts: '1.2', threadTs: '1.1' });
  });

  test('what is shown for weeks is not forgotten, and so not posted twice', async () => {
    const key = '{resus}:out:message:a';
    await outbox.put([message('a', 1, 'still down')]);
    const livesForMs = await redis.pttl(key);
    await outbox.sent(thread, 'a', 1, '1.1');
    await redis.pexpire(key, Math.floor(livesForMs / 3));
    expect(await outbox.put([message('a', 1, 'still down')])).toEqual([]);
    expect(await redis.pttl(key)).toBeGreaterThan(livesForMs / 2);
  });

  test('what Slack shows is not kept, and the same again is still no work', async () => {
    await outbox.put([message('a', 1, 'a megabyte')]);
    await outbox.sent(thread, 'a', 1, '1.1');
    expect(await redis.hexists('{resus}:out:message:a', 'body')).toBe(0);
    expect(await outbox.put([message('a', 2, 'a megabyte')])).toEqual([]);
    expect(await outbox.put([message('a', 3, 'news')])).toEqual([thread]);
    expect(await outbox.head(thread)).toMatchObject({ version: 3, ts: '1.1', body: { text: 'news' } });
  });

  test('an older version that comes late changes nothing', async () => {
    expect(await outbox.put([message('a', 5)])).toEqual([thread]);
    expect(await outbox.put([message('a', 4)])).toEqual([]);
    expect(await outbox.head(thread)).toMatchObject({ version: 5 });
  });

  test('a newer version that shows the same makes no work, and still outdates what is older', async () => {
    await outbox.put([message('a', 1, 'same')]);
    await outbox.sent(thread, 'a', 1, '1.1');
    expect(await outbox.put([message('a', 3, 'same')])).toEqual([]);
    expect(await outbox.put([message('a', 2, 'other')])).toEqual([]);
    expect(await outbox.head(thread)).toBeUndefined();
  });

  test('a reply knows where its parent stands once that is posted', async () => {
    await outbox.put([message('a', 1), message('b', 1, 'b', 'a')]);
    await outbox.sent(thread, 'a', 1, '1700.5');
    expect(await outbox.head(thread)).toMatchObject({ id: 'b', parentTs: '1700.5' });
  });

  test('the mark of a post under way stays until someone says how it ended', async () => {
    await outbox.put([message('a', 1)]);
    await outbox.sending('a');
    expect(await outbox.head(thread)).toMatchObject({ sending: { at: 1000 }, failures: 0 });
    await outbox.ambiguous('a');
    expect(await outbox.head(thread)).toMatchObject({ sending: { at: 1000 }, failures: 1 });
    await outbox.unsent('a');
    const head = await outbox.head(thread);
    expect(head?.sending).toBeUndefined();
    expect(head?.failures).toBe(2);
  });

  test('a buried message lets the next one through and is kept for people to see', async () => {
    await outbox.put([message('a', 1), message('b', 1, 'b', 'a')]);
    await outbox.bury(thread, 'a', 'is_archived');
    expect(await outbox.head(thread)).toMatchObject({ id: 'b' });
    expect(await outbox.deadLetters(10)).toEqual([
      { id: 'a', channel: 'C1', reason: 'is_archived', at: 1000 },
    ]);
  });

  test('everything survives a kill of redis', async () => {
    await outbox.put([message('a', 1), message('b', 1, 'b', 'a')]);
    await outbox.sent(thread, 'a', 1, '1.1');
    await server.kill();
    await server.restart();
    await expect
      .poll(() => outbox.head(thread).catch(() => undefined), { timeout: scaled(5000) })
      .toMatchObject({ id: 'b', parentTs: '1.1' });
    expect(await outbox.threadsWithWork()).toEqual([thread]);
  });
});
