import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, openSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { AppError } from '#base/errors.ts';
import { endChild } from './child.ts';

export type EmbeddedRedis = {
  readonly url: string;
  /** Absent when a server left over from an earlier process was taken over. */
  readonly pid?: number | undefined;
  readonly stop: () => Promise<void>;
};

/** The kernel's limit for a socket path is 108 bytes with its end mark. */
const longestSocketPath = 100;
const readyWithinMs = 10_000;

/**
 * A redis-server of our own with its data under `dataDir`. Answers once it does. One left over from a killed process
 * is taken over, not doubled: two servers on one append-only file would ruin it.
 */
export async function startEmbeddedRedis(
  dataDir: string,
  serverPath = 'redis-server',
): Promise<EmbeddedRedis> {
  const dir = join(dataDir, 'redis');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const socket = join(dir, 'redis.sock');
  const isSocket = Buffer.byteLength(socket) <= longestSocketPath;
  if (isSocket && (await answers(socket))) return { url: socket, stop: () => shutDown(socket) };
  const port = isSocket ? 0 : await freePort();
  const log = openSync(join(dir, 'redis.log'), 'a', 0o600);
  const listen = isSocket
    ? ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700']
    : ['--port', String(port), '--bind', '127.0.0.1'];
  const durable = [
    '--dir',
    dir,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--save',
    '',
    '--maxmemory-policy',
    'noeviction',
  ];
  const child = spawn(
    serverPath,
    [...listen, ...durable],
    // Its own group: Ctrl+C in a terminal must reach us first, so that what is in flight still finds its Redis.
    { stdio: ['ignore', log, log], detached: true },
  );
  const failed = new Promise<never>((_, reject) => {
    child.once('error', (cause) =>
      reject(
        new AppError(
          'config_missing',
          `The private redis-server could not be started (${cause.message}). Install redis-server, or set REDIS_URL.`,
          { cause },
        ),
      ),
    );
    child.once('exit', (code) =>
      reject(
        new AppError(
          'redis_down',
          `The private redis-server ended at once (exit code ${code ?? 'none'}). Its log: ${join(dir, 'redis.log')}`,
        ),
      ),
    );
  });
  failed.catch(() => {}); // also fires at our own stop
  const url = isSocket ? socket : `redis://127.0.0.1:${port}`;
  await Promise.race([ready(url), failed]);
  return { url, pid: child.pid, stop: () => endChild(child) };
}

async function ready(url: string): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs;
  while (!(await answers(url))) {
    if (performance.now() > giveUpAt)
      throw new AppError(
        'redis_down',
        `The private redis-server did not answer within ${readyWithinMs / 1000} s.`,
      );
    await sleep(15);
  }
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: 2_000,
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

async function shutDown(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  // The connection closes instead of an answer: that is what success looks like.
  await redis.shutdown().catch(() => {});
  redis.disconnect();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
