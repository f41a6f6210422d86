import type { Redis } from 'ioredis';
import { prefix } from './redis.ts';
import { readScript } from './lua-script.ts';

const markFollowed = readScript('redis/mark-followed.lua');

/** The subject of an event: its kind (`run`) and its id. Its events stand in one list, in their order. */
export type Subject = { readonly of: string; readonly id: string };

/** One line of the log: this subject has `seq` events now. */
export type LogLine = Subject & { readonly position: number; readonly seq: number };

/** The two keys that a script needs to add to the log. */
export const logKeys = [`${prefix}:log`, `${prefix}:log:tip`] as const;
const [logKey, tipKey] = logKeys;

/** The keys of a subject: its state for scripts, and its events. */
export const subjectKeys = ({ of, id }: Subject) => [`${prefix}:${of}:${id}`, `${prefix}:${of}:${id}:events`];

const keys = {
  follower: (name: string) => `${prefix}:follower:${name}`,
  failing: (name: string) => `${prefix}:follower:${name}:failing`,
};
const doneField = (name: string): string => `followed:${name}`;

/**
 * The log of everything that happened, and how far each follower is: per subject the last event that it has followed, and
 * a cursor before which it has followed everything. Whoever appends adds to the log in the same script.
 */
export function createEventLog(redis: Redis) {
  return {
    /** The lines after a position, oldest first. */
    read: async (after: number, limit: number): Promise<LogLine[]> => {
      const found = await redis.xrange(logKey, `(${after}-0`, '+', 'COUNT', limit);
      return found.map(readLine);
    },

    tip: async (): Promise<number> => Number((await redis.get(tipKey)) ?? 0),

    cursor: async (follower: string): Promise<number> =>
      Number((await redis.hget(keys.follower(follower), 'cursor')) ?? 0),

    moveCursor: async (follower: string, position: number): Promise<void> => {
      await redis.hset(keys.follower(follower), 'cursor', position);
    },

    /** How many events of each subject a follower has followed, and how many there are: 0 of one that has expired. */
    progress: (
      follower: string,
      subjects: readonly Subject[],
    ): Promise<{ readonly done: number; readonly seq: number }[]> =>
      Promise.all(
        subjects.map(async (subject) => {
          const [state = '', events = ''] = subjectKeys(subject);
          const [done, seq] = await Promise.all([redis.hget(state, doneField(follower)), redis.llen(events)]);
          return { done: Number(done ?? 0), seq };
        }),
      ),

    markFollowed: async (follower: string, subject: Subject, seq: number): Promise<void> => {
      await markFollowed(redis, subjectKeys(subject), [doneField(follower), seq]);
    },

    /** Counts one more failure in a row for this subject, and answers how many there are. */
    markFailed: async (follower: string, subject: Subject): Promise<number> =>
      redis.hincrby(keys.failing(follower), fieldOf(subject), 1),

    markHealed: async (follower: string, subject: Subject): Promise<boolean> =>
      (await redis.hdel(keys.failing(follower), fieldOf(subject))) === 1,

    /** The subjects that a follower could not follow at its last try. */
    failing: async (follower: string): Promise<Subject[]> =>
      (await redis.hkeys(keys.failing(follower))).map((field) => {
        const [of = '', ...id] = field.split('/');
        return { of, id: id.join('/') };
      }),

    /** Makes a follower begin anew: it follows everything that the log still has. */
    replay: async (follower: string): Promise<void> => {
      const lines = (await redis.xrange(logKey, '-', '+')).map(readLine);
      const states = new Set(lines.map((line) => subjectKeys(line)[0] ?? ''));
      await Promise.all([...states].map((state) => redis.hdel(state, doneField(follower))));
      await redis.del(keys.follower(follower), keys.failing(follower));
    },
  };
}

export type EventLog = ReturnType<typeof createEventLog>;

function fieldOf({ of, id }: Subject): string {
  return `${of}/${id}`;
}

function readLine([position, fields]: [string, string[]]): LogLine {
  const field: Record<string, string | undefined> = {};
  for (let i = 0; i < fields.length; i += 2) field[fields[i] ?? ''] = fields[i + 1];
  const { of = '', id = '', seq = '' } = field;
  return { position: Number(position.split('-')[0]), of, id, seq: Number(seq) };
}
