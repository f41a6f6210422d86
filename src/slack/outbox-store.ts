import type { Redis } from 'ioredis';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';

const putMessage = readScript('slack/put-message.lua');
const readHead = readScript('slack/read-head.lua');
const markSent = readScript('slack/mark-sent.lua');
const holdThread = readScript('slack/hold-thread.lua');
const releaseThread = readScript('slack/release-thread.lua');
const buryMessage = readScript('slack/bury-message.lua');

/** A week: an edit may still come for a message that old, and Slack takes no edit much later. */
const livesForMs = 8 * 24 * 3600 * 1000;
const lettersKept = 500;

const messageKey = (id: string): string => `${prefix}:out:message:${id}`;
const queueKey = (thread: string): string => `${prefix}:out:thread:${thread}`;
const leaseKey = (thread: string): string => `${prefix}:out:lease:${thread}`;
const threadsKey = `${prefix}:out:threads`;
const deadKey = `${prefix}:out:dead`;

type Place = { readonly channel: string; readonly parent?: string; readonly threadTs?: string };
type Outgoing<Body> = {
  readonly id: string;
  readonly thread: string;
  readonly place: Place;
  readonly version: number;
  readonly body: Body;
};
type Queued<Body> = Outgoing<Body> & {
  readonly ts?: string;
  readonly parentTs?: string;
  readonly sending?: { readonly at: number; readonly fileId?: string };
  readonly failures: number;
};
type StandsAt = { readonly channel: string; readonly ts: string; readonly threadTs?: string };
type DeadLetter = {
  readonly id: string;
  readonly channel: string;
  readonly reason: string;
  readonly at: number;
};

/** The desired state of every message, in Redis, and per thread the ids of those that do not show it yet. */
export function createOutboxStore<Body>(redis: Redis, clock: { now(): number }) {
  return {
    put: async (messages: readonly Outgoing<Body>[]): Promise<string[]> => {
      const changed = await Promise.all(
        messages.map(async ({ id, thread, version, place, body }) => {
          const keys = [messageKey(id), queueKey(thread), threadsKey];
          const args = [id, thread, version, JSON.stringify(place), JSON.stringify(body), livesForMs];
          return (await putMessage(redis, keys, args)) === 1 ? [thread] : [];
        }),
      );
      return [...new Set(changed.flat())];
    },

    hold: async (thread: string, holder: string, ms: number): Promise<number> =>
      Number(await holdThread(redis, [leaseKey(thread)], [holder, ms])),

    release: async (thread: string, holder: string): Promise<void> => {
      await releaseThread(redis, [leaseKey(thread)], [holder]);
    },

    head: async (thread: string): Promise<Queued<Body> | undefined> => {
      const found = await readHead(redis, [queueKey(thread), threadsKey], [thread, messageKey('')]);
      if (found === null) return undefined;
      const [id, fields, parentTs] = found as [string, string[], string | null];
      return readMessage<Body>(id, thread, fields, parentTs);
    },

    sending: async (id: string, fileId?: string): Promise<void> => {
      const file = fileId === undefined ? [] : ['fileId', fileId];
      await redis.hset(messageKey(id), 'sendingAt', clock.now(), ...file);
    },

    unsent: async (id: string): Promise<void> => {
      await redis
        .multi()
        .hdel(messageKey(id), 'sendingAt', 'fileId')
        .hincrby(messageKey(id), 'failures', 1)
        .exec();
    },

    ambiguous: async (id: string): Promise<void> => {
      await redis.hincrby(messageKey(id), 'failures', 1);
    },

    sent: async (thread: string, id: string, version: number, ts: string): Promise<void> => {
      await markSent(redis, [messageKey(id), queueKey(thread), threadsKey], [id, thread, version, ts]);
    },

    skip: async (thread: string, id: string, version: number): Promise<void> => {
      await markSent(redis, [messageKey(id), queueKey(thread), threadsKey], [id, thread, version, '']);
    },

    bury: async (thread: string, id: string, reason: string): Promise<void> => {
      const channel = thread.split('/', 1)[0] ?? '';
      const letter: DeadLetter = { id, channel, reason, at: clock.now() };
      const keys = [messageKey(id), queueKey(thread), threadsKey, deadKey];
      await buryMessage(redis, keys, [id, thread, JSON.stringify(letter), lettersKept]);
    },

    isKnown: async (id: string): Promise<boolean> => (await redis.hexists(messageKey(id), 'newest')) === 1,

    find: async (id: string): Promise<StandsAt | undefined> => {
      const [ts, text] = await redis.hmget(messageKey(id), 'ts', 'place');
      if (!ts || !text) return undefined;
      const { channel, parent, threadTs: own } = JSON.parse(text) as Place;
      // Slack finds a reply by its thread.
      const threadTs = own ?? (parent === undefined ? null : await redis.hget(messageKey(parent), 'ts'));
      return { channel, ts, ...(threadTs === null ? {} : { threadTs }) };
    },

    threadsWithWork: (): Promise<string[]> => redis.smembers(threadsKey),

    deadLetters: async (limit: number): Promise<DeadLetter[]> => {
      const letters = await redis.lrange(deadKey, 0, limit - 1);
      return letters.map((letter) => JSON.parse(letter) as DeadLetter);
    },
  };
}

function readMessage<Body>(
  id: string,
  thread: string,
  fields: readonly string[],
  parentTs: string | null,
): Queued<Body> {
  const field: Record<string, string | undefined> = {};
  for (let i = 0; i < fields.length; i += 2) field[fields[i] ?? ''] = fields[i + 1];
  const { fileId } = field;
  return {
    id,
    thread,
    place: JSON.parse(field.place ?? '{}') as Place,
    version: Number(field.version),
    body: JSON.parse(field.body ?? '{}') as Body,
    failures: Number(field.failures ?? 0),
    ...(field.ts === undefined ? {} : { ts: field.ts }),
    ...(parentTs === null ? {} : { parentTs }),
    ...(field.sendingAt === undefined
      ? {}
      : { sending: { at: Number(field.sendingAt), ...(fileId === undefined ? {} : { fileId }) } }),
  };
}
