import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith, getPart } from '#test/needs.ts';
import { startEmbeddedRedis } from './embedded-redis.ts';

/** No process has this number: it is above the kernel's highest. */
const nobody = 4_194_305;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'resus-embedded-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function write(url: string, key: string): Promise<void> {
  const redis = new Redis(url);
  await redis.set(key, 'kept');
  redis.disconnect();
}

async function read(url: string, key: string): Promise<string | null> {
  const redis = new Redis(url);
  const value = await redis.get(key);
  redis.disconnect();
  return value;
}

describeWith(['redis'], 'the private Redis', () => {
  test('is shared with a second process of the same directory, which does not end it', async () => {
    const first = await startEmbeddedRedis(dir, getPart('redis'));
    const second = await startEmbeddedRedis(dir, getPart('redis'));
    await write(second.url, 'k');
    await second.stop();
    expect(await read(first.url, 'k')).toBe('kept');
    await first.stop();
  });

  test('that nobody owns any more is ended, and its data is taken over by one that ends with us', async () => {
    const left = await startEmbeddedRedis(dir, getPart('redis'));
    await write(left.url, 'k');
    writeFileSync(join(dir, 'redis', 'owner.pid'), String(nobody));
    const own = await startEmbeddedRedis(dir, getPart('redis'));
    expect(own.pid).toBeGreaterThan(0);
    expect(own.pid).not.toBe(left.pid);
    expect(await read(own.url, 'k')).toBe('kept');
    await own.stop();
  });

  test('that is not installed is told with what to do', async () => {
    await expect(startEmbeddedRedis(dir, '/nowhere/redis-server')).rejects.toThrow(
      'The private redis-server could not be started (/nowhere/redis-server cannot be run). Install redis-server, or set REDIS_URL.',
    );
  });
});
