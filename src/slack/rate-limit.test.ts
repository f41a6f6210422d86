import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import { createPaceStore } from './redis-rate-limit.ts';
import { isReady, workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { createPace, editBudget } from './rate-limit.ts';

describeWith(['redis'], 'the pace of all processes', () => {
  let server: RedisServer;
  let first: Redis;
  let second: Redis;
  beforeAll(async () => {
    server = await startRedis();
    first = workerConnection(server.url, () => {});
    second = workerConnection(server.url, () => {});
    await Promise.all([isReady(first, 5000), isReady(second, 5000)]);
  });
  beforeEach(() => first.flushall());
  afterAll(async () => {
    first.disconnect();
    second.disconnect();
    await server.stop();
  });
  const one = () => createPace(createPaceStore(first), systemClock);
  const other = () => createPace(createPaceStore(second), systemClock);

  test('two processes spend one burst of a channel, then one post a second; other channels are free', async () => {
    const [a, b] = [one(), other()];
    const waits: number[] = [];
    for (let i = 0; i < 5; i += 1)
      waits.push(await a.take('chat.postMessage', 'C1'), await b.take('chat.postMessage', 'C1'));
    expect(waits.slice(0, 9)).toEqual(Array(9).fill(0));
    const wait = waits[9] ?? 0;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1000);
    expect(await a.take('chat.postMessage', 'C2')).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, wait));
    expect(await b.take('chat.postMessage', 'C1')).toBe(0);
  });

  test('edits that pass by give way before edits that stay, whatever process they come from', async () => {
    const [a, b] = [one(), other()];
    const passing: unknown[] = [];
    for (let i = 0; i < 14; i += 1) passing.push(await (i % 2 ? a : b).edit(`m${i}`, 'C1', true));
    expect(passing.slice(0, 9)).toEqual(Array(9).fill(0));
    expect(passing.at(-1)).toBe('skip');
    for (let i = 0; i < 5; i += 1) expect(await a.edit('m', 'C2', false)).toBe(0);
    expect(await b.edit('m', 'C2', false)).toBeGreaterThan(0);
    expect(await createPaceStore(second).read(editBudget)).toBe(0);
  });

  test('two passing edits of one message keep a distance', async () => {
    const clock = { at: 1000, now: () => clock.at };
    const pace = createPace(createPaceStore(first), clock);
    expect(await pace.edit('m', 'C1', true)).toBe(0);
    clock.at += 100;
    expect(await pace.edit('m', 'C1', true)).toBe(250);
    clock.at += 250;
    expect(await pace.edit('m', 'C1', true)).toBe(0);
  });

  test('a pause that Slack asked one process for holds in the other, for that channel and method only', async () => {
    await one().pause('chat.postMessage', 'C1', 4000);
    expect(await other().take('chat.postMessage', 'C1')).toBeGreaterThan(3000);
    expect(await other().take('chat.postMessage', 'C2')).toBe(0);
    expect(await other().edit('m', 'C1', false)).toBe(0);
    await one().pause('chat.postMessage', 'C2', 4000);
    expect(await other().take('chat.postMessage', 'C3')).toBe(0);
  });

  test('edits refused in a second channel while the first waits pause them all: the limit is that of the method', async () => {
    await one().pause('chat.update', 'C1', 4000);
    expect(await other().edit('m', 'C2', false)).toBe(0);
    await other().pause('chat.update', 'C2', 4000);
    expect(await one().edit('m', 'C3', false)).toBeGreaterThan(3000);
    const pauses = await createPaceStore(first).pauses();
    expect(pauses.map(({ name }) => name).sort()).toEqual([
      'chat.update',
      'chat.update/C1',
      'chat.update/C2',
    ]);
  });

  test('a shorter pause does not end a longer one', async () => {
    await one().pause('chat.postMessage', 'C1', 4000);
    await one().pause('chat.postMessage', 'C1', 10);
    expect(await one().take('chat.postMessage', 'C1')).toBeGreaterThan(3000);
  });
});
