import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { AppError } from '#base/errors.ts';
import { startBound } from './child.ts';

export type EmbeddedRedis = {
  readonly url: string;
  /** Absent when it belongs to somebody else of the same data directory. */
  readonly pid?: number | undefined;
  readonly stop: () => Promise<void>;
};

/** The kernel's limit for a socket path is 108 bytes with its end mark. */
const longestSocketPath = 100;
const readyWithinMs = 10_000;

/**
 * A redis-server of our own with its data under `dataDir`, which ends when this process does, however it goes. Answers
 * once it does. That of another process of the same directory is shared, not doubled: two servers on one append-only
 * file would ruin it.
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
  const ownerFile = join(dir, 'owner.pid');
  if (isSocket && (await answers(socket))) {
    if (hasOwner(ownerFile)) return { url: socket, stop: async () => {} };
    // Left over: its owner is gone, and nothing would end it after us either.
    await shutDown(socket);
  }
  writeFileSync(ownerFile, String(process.pid), { mode: 0o600 });
  const port = isSocket ? 0 : await freePort();
  const listen = isSocket
    ? ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700']
    : ['--port', String(port), '--bind', '127.0.0.1'];
  const logFile = join(dir, 'redis.log');
  const log = openSync(logFile, 'a', 0o600);
  const child = await startBound(serverPath, [...listen, '--dir', dir, ...durable], { log });
  closeSync(log);
  const failed = child.exited.then((code) => Promise.reject(endedAtOnce(serverPath, code, logFile)));
  failed.catch(() => {}); // also fires at our own stop
  const url = isSocket ? socket : `redis://127.0.0.1:${port}`;
  await Promise.race([ready(url), failed]);
  return { url, pid: child.pid, stop: child.end };
}

/** Everything is on disk before it is confirmed, so that even a server that is killed loses nothing. */
const durable = [
  '--appendonly',
  'yes',
  '--appendfsync',
  'always',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];

/** A shell's answers for a program that is not there, or cannot be run. */
const notRunnable: readonly number[] = [126, 127];

function endedAtOnce(serverPath: string, code: number, logFile: string): AppError {
  if (notRunnable.includes(code))
    return new AppError(
      'config_missing',
      `The private redis-server could not be started (${serverPath} cannot be run). Install redis-server, or set REDIS_URL.`,
    );
  return new AppError(
    'redis_down',
    `The private redis-server ended at once (exit code ${code}). Its log: ${logFile}`,
  );
}

function hasOwner(ownerFile: string): boolean {
  try {
    const owner = Number(readFileSync(ownerFile, 'utf8'));
    return owner > 0 && process.kill(owner, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, and somebody else's
  }
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
