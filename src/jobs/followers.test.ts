import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEventLog, logKeys, type Subject, subjectKeys } from '#redis/event-log.ts';
import { readLua } from '#redis/lua-script.ts';
import { workerConnection } from '#redis/redis.ts';
import { followersOf } from '#test/followers-of.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createFollowerQueues, type FollowerName, type FollowerQueues } from './follower-queues.ts';
import { type Follow, type Followers, readLags, startFollowers } from './followers.ts';

const run = (id: string): Subject => ({ of: 'run', id });
const nothing: Follow = async () => {};
const limits = { turnMs: 400, firstRetryMs: 50, longestRetryMs: 100, tellAfter: 3 };
const append = `${readLua('redis/add-to-log.lua')}
local seq = redis.call('RPUSH', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], 'x', 1)
addToLog(KEYS[3], KEYS[4], ARGV[1], ARGV[2], seq)
return seq`;

describeWith(['redis'], 'what follows the log', () => {
  let server: RedisServer;
  let redis: Redis;
  let log: ReturnType<typeof createQuietLog>;
  let queues: FollowerQueues;
  let running: Followers[];
  let counted: FollowerName[];
  let told: string[];
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    log = createQuietLog();
    queues = createFollowerQueues(redis, log);
    running = [];
    counted = [];
    told = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop(0)));
    await queues.close();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const happen = async ({ of, id }: Subject, what: string, isWoken = true): Promise<void> => {
    await redis.eval(append, 4, ...subjectKeys({ of, id }), ...logKeys, of, id, what);
    if (isWoken) queues.wake({ of, id });
  };
  const eventsOf = async ({ of, id, from, to }: Parameters<Follow>[0]): Promise<string[]> =>
    (await redis.lrange(`{resus}:${of}:${id}:events`, from - 1, to - 1)).map((what) => `${id} ${what}`);
  const start = (followers: Partial<Record<FollowerName, Follow>>): Followers => {
    const started = startFollowers({
      connection: redis,
      events: createEventLog(redis),
      queues,
      followers: { ...followersOf(() => nothing), ...followers },
      count: (follower) => void counted.push(follower),
      tell: async (follower, { id }, failures) => void told.push(`${follower} ${id} ${failures}`),
      log,
      limits,
    });
    running.push(started);
    return started;
  };
  const lagOf = async (name: FollowerName) =>
    (await readLags(createEventLog(redis))).find(({ follower }) => follower === name);

  test('hears of each event once, those of one subject in their order', async () => {
    const heard: string[] = [];
    start({ log: async (unfollowed) => void heard.push(...(await eventsOf(unfollowed))) });
    for (let i = 0; i < 20; i += 1) {
      await happen(run('a'), String(i));
      await happen(run('b'), String(i));
    }
    await expect.poll(() => heard.length).toBe(40);
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    expect(heard.filter((one) => one.startsWith('a'))).toEqual(numbers.map((i) => `a ${i}`));
    expect(heard.filter((one) => one.startsWith('b'))).toEqual(numbers.map((i) => `b ${i}`));
  });

  test('one that hangs for ever on one subject holds up neither other subjects nor other followers', async () => {
    const shown: string[] = [];
    const logged: string[] = [];
    start({
      thread: async ({ id }) => {
        if (id === 'a') return new Promise<never>(() => {});
        shown.push(id);
      },
      log: async ({ id }) => void logged.push(id),
    });
    for (const id of ['a', 'b', 'c']) await happen(run(id), 'asked');
    await expect.poll(() => shown.toSorted(), { timeout: 300 }).toEqual(['b', 'c']);
    await expect.poll(() => logged.toSorted()).toEqual(['a', 'b', 'c']);
    // It is not waited for without end either.
    await expect.poll(() => told, { timeout: 5000 }).toEqual(['thread a 3']);
  });

  test('one that fails is tried again with what came meanwhile, counted, and told once', async () => {
    const heard: string[] = [];
    let left = 5;
    start({
      messages: async (unfollowed) => {
        left -= 1;
        if (left > 0) throw new Error('slack is away');
        heard.push(...(await eventsOf(unfollowed)));
      },
    });
    const plan = { of: 'plan', id: 'p' };
    await happen(plan, 'planned');
    await expect.poll(async () => (await lagOf('messages'))?.failing).toBe(1);
    await happen(plan, 'approved');
    await expect.poll(() => heard, { timeout: 5000 }).toEqual(['p planned', 'p approved']);
    expect(counted).toEqual(['messages', 'messages', 'messages', 'messages']);
    expect(told).toEqual(['messages p 3']);
    await expect.poll(async () => (await lagOf('messages'))?.failing).toBe(0);
  });

  test('a wake-up that was lost is made good, and the cursor passes what is followed only', async () => {
    const heard: string[] = [];
    let isStuck = true;
    const followers = start({
      metrics: async (unfollowed) => {
        if (isStuck && unfollowed.id === 'b') throw new Error('stuck');
        heard.push(...(await eventsOf(unfollowed)));
      },
    });
    for (const id of ['a', 'b', 'c']) await happen(run(id), 'asked', false);
    expect(await lagOf('metrics')).toEqual({ follower: 'metrics', lag: 3, failing: 0 });
    await followers.catchUp();
    await expect.poll(() => heard.toSorted()).toEqual(['a asked', 'c asked']);
    await expect.poll(async () => (await lagOf('metrics'))?.failing).toBe(1);
    await followers.catchUp();
    // A subject that fails has its own retries.
    expect(await lagOf('metrics')).toEqual({ follower: 'metrics', lag: 0, failing: 1 });
    isStuck = false;
    await expect.poll(() => heard.length).toBe(3);
  });

  test('one that was killed in the middle goes on where it was, and one that begins anew hears of everything', async () => {
    const first: string[] = [];
    const killed = start({
      log: async (unfollowed) => {
        first.push(...(await eventsOf(unfollowed)));
        if (unfollowed.id === 'b') await new Promise(() => {});
      },
    });
    await happen(run('a'), 'asked');
    await happen(run('b'), 'asked');
    await expect.poll(() => first.length).toBe(2);
    running = [];
    await killed.stop(0);
    const second: string[] = [];
    const follower = start({ log: async (unfollowed) => void second.push(...(await eventsOf(unfollowed))) });
    await happen(run('b'), 'concluded');
    await expect.poll(() => second, { timeout: 20_000 }).toEqual(['b asked', 'b concluded']);
    await createEventLog(redis).replay('log');
    await follower.catchUp();
    await expect.poll(() => second.slice(2).toSorted()).toEqual(['a asked', 'b asked', 'b concluded']);
  });

  test('what has expired is passed', async () => {
    const heard: string[] = [];
    const followers = start({ log: async ({ id }) => void heard.push(id) });
    await happen(run('a'), 'asked', false);
    await happen(run('b'), 'asked', false);
    await redis.del(...subjectKeys(run('a')));
    await followers.catchUp();
    await expect.poll(() => heard).toEqual(['b']);
    await followers.catchUp();
    expect((await lagOf('log'))?.lag).toBe(0);
  });
});
