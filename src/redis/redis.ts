import { Redis, type RedisOptions } from 'ioredis';

/** Every key of Resus stands under one hash tag: scripts that touch several keys also work on a cluster. */
export const prefix = '{resus}';

/** A replica after a failover, or a server still reading its data: both pass, so reconnect and try again. */
const reconnectOnError = (error: Error): boolean => /^(?:READONLY|LOADING)/.test(error.message);

/** How long a person at a slash command may wait for Redis. Slack gives 3 s in all. */
const commandTimeoutMs = 1500;

/**
 * For whoever answers a person: rejects at once while Redis is down, after 1.5 s when it is frozen, and never repeats
 * by itself what it could not confirm.
 */
export function producerConnection(url: string, onError: (error: Error) => void): Redis {
  return connect(url, onError, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    commandTimeout: commandTimeoutMs,
    connectTimeout: 1500,
    retryStrategy: (times) => Math.min(100 * times, 1000),
  });
}

/** For workers: waits for Redis as long as it takes and is back soon after it (BullMQ's own default takes up to 20 s). */
export function workerConnection(url: string, onError: (error: Error) => void): Redis {
  return connect(url, onError, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(200 * times, 2000),
  });
}

/** For a start that wants to know: true once Redis answers, false when it has not within `ms`. */
export async function isReady(redis: Redis, ms: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const give = (ready: boolean) => (): void => {
      clearTimeout(timer);
      redis.off('ready', onReady);
      resolve(ready);
    };
    const onReady = give(true);
    const timer = setTimeout(give(false), ms);
    redis.once('ready', onReady);
  });
}

function connect(url: string, onError: (error: Error) => void, options: RedisOptions): Redis {
  const redis = new Redis(url.replace(/^unix:(?:\/\/)?/, ''), {
    ...options,
    reconnectOnError,
    replyMapping: 'legacy',
  });
  // Without a listener ioredis writes to stderr for every failed attempt.
  redis.on('error', onError);
  return redis;
}
