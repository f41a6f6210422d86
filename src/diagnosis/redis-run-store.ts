import type { Redis } from 'ioredis';
import { runOf, type Run, type RunEvent } from './events.ts';
import { prefix } from '#redis/redis.ts';
import { appendEvent } from './run-scripts.ts';

/** A month: long enough for the post-mortem of the last outage. */
const livesForMs = 30 * 24 * 3600 * 1000;
/** About 1 MB of ids in all; older runs stay readable by id until they expire. */
const keptPerIndex = 1000;

const keys = {
  run: (id: string) => `${prefix}:run:${id}`,
  events: (id: string) => `${prefix}:run:${id}:events`,
  ofService: (service: string) => `${prefix}:runs:of:${service}`,
  open: `${prefix}:runs:open`,
  all: `${prefix}:runs`,
};

type NewEvent = {
  readonly runId: string;
  readonly eventId: string;
  readonly attempt?: string;
  readonly event: RunEvent;
};
type Appended =
  | { readonly outcome: 'added' | 'repeated'; readonly seq: number }
  | { readonly outcome: 'superseded' }
  | { readonly outcome: 'unknown_run' };

/** Runs in Redis: a list of events each, so that what is read back is exactly what happened. */
export function createRunStore(redis: Redis) {
  return {
    append: async ({ runId, eventId, attempt = '', event }: NewEvent): Promise<Appended> => {
      const service = event.type === 'asked' ? event.service : '';
      const answer = await appendEvent(
        redis,
        [keys.run(runId), keys.events(runId), keys.open, keys.ofService(service), keys.all],
        [
          runId,
          eventId,
          attempt,
          event.type,
          JSON.stringify(event),
          isLast(event) ? 1 : 0,
          event.at,
          livesForMs,
          keptPerIndex,
        ],
      );
      const [seq, added] = answer as [number, number];
      if (seq === -1) return { outcome: 'superseded' };
      if (seq === -2) return { outcome: 'unknown_run' };
      return { outcome: added === 1 ? 'added' : 'repeated', seq };
    },

    find: async (runId: string): Promise<{ run: Run; seq: number } | undefined> => {
      const events = await redis.lrange(keys.events(runId), 0, -1);
      const run = runOf(runId, events.map(parseEvent));
      return run === undefined ? undefined : { run, seq: events.length };
    },

    recent: async (filter: { readonly service?: string; readonly limit: number }): Promise<Run[]> => {
      const index = filter.service === undefined ? keys.all : keys.ofService(filter.service);
      const ids = await redis.zrevrange(index, 0, filter.limit - 1);
      const histories = await Promise.all(ids.map((id) => redis.lrange(keys.events(id), 0, -1)));
      return ids.flatMap((id, i) => runOf(id, (histories[i] ?? []).map(parseEvent)) ?? []);
    },

    pulse: async (): Promise<string> => {
      const [open, newest] = await Promise.all([redis.smembers(keys.open), redis.zrevrange(keys.all, 0, 0)]);
      return [...newest, ...open.toSorted()].join(' ');
    },

    open: (): Promise<string[]> => redis.smembers(keys.open),
  };
}

function isLast(event: RunEvent): boolean {
  return event.type === 'failed' || (event.type === 'concluded' && !event.verdict.provisional);
}

function parseEvent(text: string): RunEvent {
  return JSON.parse(text) as RunEvent;
}
