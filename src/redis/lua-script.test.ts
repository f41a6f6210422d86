import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { readLua, readScript } from './lua-script.ts';
import { workerConnection } from './redis.ts';

const files = globSync('**/*.lua', { cwd: join(import.meta.dirname, '..') });

describeWith(['redis'], 'the scripts of all stores', () => {
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

  test.each(files)('%s is a script that Redis takes, and says what it does', async (file) => {
    const lua = readLua(file);
    expect(lua).not.toMatch(/@include|\$\{/);
    expect(lua.startsWith('--- ') || file.endsWith('refill.lua')).toBe(true);
    expect(await redis.script('LOAD', lua)).toMatch(/^[0-9a-f]{40}$/);
  });

  test('a script is known again after Redis was killed', async () => {
    const mark = readScript('redis/mark-followed.lua');
    await redis.rpush('events', 'x');
    expect(await mark(redis, ['subject', 'events'], ['followed', 3])).toBe(1);
    await server.kill();
    await server.restart();
    expect(await mark(redis, ['subject', 'events'], ['followed', 2])).toBe(1);
    expect(await redis.hget('subject', 'followed')).toBe('3');
  });
});
