import type { Redis } from 'ioredis';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';
import type { DeadLetter, Outbox, OutgoingMessage, QueuedMessage } from './outbox.ts';
import type { StandsAt } from './permalink.ts';
import { storedBody, storedLetter, storedPlace } from './stored-message.ts';

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

/** What every message should show, in Redis, and per thread the ids of those that do not show it yet. */
export function createOutboxStore(redis: Redis, clock: { now(): number }) {
  return {
    put: async (messages: readonly OutgoingMessage[]): Promise<string[]> => {
      const changed = await Promise.all(
        messages.map(async ({ id, thread, version, place, body }) => {
          const keys = [messageKey(id), queueKey(thread), threadsKey];
          const args = [id, thread, version, storedPlace.write(place), storedBody.write(body), livesForMs];
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

    head: async (thread: string): Promise<QueuedMessage | undefined> => {
      const found = await readHead(redis, [queueKey(thread), threadsKey], [thread, messageKey('')]);
      if (found === null) return undefined;
      const [id, fields, parentTs] = found as [string, string[], string | null];
      return readMessage(id, thread, fields, parentTs);
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
      await buryMessage(redis, keys, [id, thread, storedLetter.write(letter), lettersKept]);
    },

    isKnown: async (id: string): Promise<boolean> => (await redis.hexists(messageKey(id), 'newest')) === 1,

    find: async (id: string): Promise<StandsAt | undefined> => {
      const [ts, text] = await redis.hmget(messageKey(id), 'ts', 'place');
      if (!ts || !text) return undefined;
      const { channel, parent, threadTs: own } = storedPlace.read(text);
      // Slack finds a reply by its thread.
      const threadTs = own ?? (parent === undefined ? null : await redis.hget(messageKey(parent), 'ts'));
      return { channel, ts, ...(threadTs === null ? {} : { threadTs }) };
    },

    threadsWithWork: (): Promise<string[]> => redis.smembers(threadsKey),

    deadLetters: async (limit: number): Promise<DeadLetter[]> => {
      const letters = await redis.lrange(deadKey, 0, limit - 1);
      return letters.map(storedLetter.read);
    },
  } satisfies Outbox;
}

function readMessage(
  id: string,
  thread: string,
  fields: readonly string[],
  parentTs: string | null,
): QueuedMessage {
  const field: Record<string, string | undefined> = {};
  for (let i = 0; i < fields.length; i += 2) field[fields[i] ?? ''] = fields[i + 1];
  const { fileId } = field;
  return {
    id,
    thread,
    place: storedPlace.read(field.place ?? ''),
    version: Number(field.version),
    body: storedBody.read(field.body ?? ''),
    failures: Number(field.failures ?? 0),
    ...(field.ts === undefined ? {} : { ts: field.ts }),
    ...(parentTs === null ? {} : { parentTs }),
    ...(field.sendingAt === undefined
      ? {}
      : { sending: { at: Number(field.sendingAt), ...(fileId === undefined ? {} : { fileId }) } }),
  };
}
