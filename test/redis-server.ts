import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
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
  const kill = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    kill,
    restart: async () => {
      child = await run(dir, url);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function run(dir: string, socket: string): Promise<ChildProcess> {
  const settings = ['--dir', dir, '--port', '0', '--unixsocket', socket, '--save', ''];
  const safe = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];
  const child = spawn(getPart('redis'), [...settings, ...safe], { stdio: 'ignore' });
  const redis = new Redis(socket, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  for (let waited = 0; ; waited += 20) {
    try {
      await redis.connect();
      await redis.ping();
      break;
    } catch (error) {
      redis.disconnect();
      if (waited > 10_000 || child.exitCode !== null) throw error;
      await delay(20);
    }
  }
  redis.disconnect();
  return child;
}
