import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type BoundChild, startBound } from '#app/child.ts';
import { getPart } from './needs.ts';

export type RedisServer = {
  /** A unix socket: no port to clash, nobody else can reach it. */
  readonly url: string;
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  /** Accepts connections and answers nothing, as a machine does that swaps itself to death. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
};

/** A real redis-server as Resus wants it: everything synced, nothing evicted. Its data survives kill and restart. */
export async function startRedis(): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'resus-redis-'));
  const url = join(dir, 'redis.sock');
  let child = await run(dir, url);
  let isGone = false;
  const kill = async (): Promise<void> => {
    if (!isGone) process.kill(child.pid, 'SIGKILL');
    isGone = true;
    await child.exited;
  };
  return {
    url,
    kill,
    restart: async () => {
      child = await run(dir, url);
      isGone = false;
    },
    freeze: () => void process.kill(child.pid, 'SIGSTOP'),
    thaw: () => void process.kill(child.pid, 'SIGCONT'),
    stop: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function run(dir: string, socket: string): Promise<BoundChild> {
  const settings = ['--dir', dir, '--port', '0', '--unixsocket', socket, '--save', ''];
  const safe = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];
  const child = await startBound(getPart('redis'), [...settings, ...safe]);
  let hasEnded = false;
  void child.exited.then(() => (hasEnded = true));
  const redis = new Redis(socket, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  for (;;) {
    try {
      await redis.connect();
      await redis.ping();
      break;
    } catch (error) {
      redis.disconnect();
      if (hasEnded) throw error;
      await delay(20);
    }
  }
  redis.disconnect();
  return child;
}
