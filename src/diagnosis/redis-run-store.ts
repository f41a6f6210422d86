import type { Redis } from 'ioredis';
import { createEventLists } from '#redis/event-list.ts';
import { logKeys, type Subject } from '#redis/event-log.ts';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';
import { applyRunEvent, type Run, type RunEvent } from './events.ts';
import type { Appended, NewRunEvent, NewRunEvents, RunStore } from './run-store.ts';
import { storedRunEvent } from './stored-run.ts';

const appendRun = readScript('diagnosis/append-run.lua');

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

/**
 * Runs in Redis: a list of events each, so that what is read back is exactly what happened. `appended` is told what there is
 * something new of.
 */
export function createRunStore(redis: Redis, appended: (subject: Subject) => void = () => {}) {
  const lists = createEventLists(redis, storedRunEvent, applyRunEvent);

  const appendAll = async ({ runId, attempt = '', events }: NewRunEvents): Promise<Appended> => {
    const [first] = events;
    if (first === undefined) throw new Error('no event to append');
    const { event } = first;
    const service = event.type === 'asked' ? event.service : '';
    const kind = event.type === 'asked' ? 'begins' : event.type === 'started' ? 'takes_over' : 'goes_on';
    const answer = await appendRun(
      redis,
      [keys.run(runId), keys.events(runId), keys.open, keys.ofService(service), keys.all, ...logKeys],
      [
        runId,
        attempt,
        kind,
        events.some((one) => isLast(one.event)) ? 1 : 0,
        event.at,
        livesForMs,
        keptPerIndex,
        ...events.flatMap((one) => [one.eventId, storedRunEvent.write(one.event)]),
      ],
    );
    const [seq, added] = answer as [number, number];
    if (seq === -1) return { outcome: 'superseded' };
    if (seq === -2) return { outcome: 'unknown_run' };
    if (added > 0) appended({ of: 'run', id: runId });
    return { outcome: added > 0 ? 'added' : 'repeated', seq };
  };

  const find = async (runId: string): Promise<{ run: Run; seq: number } | undefined> => {
    const { events, state: run } = await lists.read(keys.events(runId), runId);
    return run === undefined ? undefined : { run, seq: events.length };
  };

  return {
    append: ({ runId, eventId, attempt, event }: NewRunEvent): Promise<Appended> =>
      appendAll({
        runId,
        ...(attempt === undefined ? {} : { attempt }),
        events: [{ eventId, event }],
      }),
    appendAll,
    find,
    events: async (runId: string): Promise<readonly RunEvent[]> =>
      (await lists.read(keys.events(runId), runId)).events,

    recent: async (filter: { readonly service?: string; readonly limit: number }): Promise<Run[]> => {
      const index = filter.service === undefined ? keys.all : keys.ofService(filter.service);
      const ids = await redis.zrevrange(index, 0, filter.limit - 1);
      // One that cannot be read is told of where somebody asks for it, and hides no other.
      const found = await Promise.all(ids.map((id) => find(id).catch(() => undefined)));
      return found.flatMap((one) => one?.run ?? []);
    },

    pulse: async (): Promise<string> => {
      const [open, newest] = await Promise.all([redis.smembers(keys.open), redis.zrevrange(keys.all, 0, 0)]);
      return [...newest, ...open.toSorted()].join(' ');
    },

    open: (): Promise<string[]> => redis.smembers(keys.open),
  } satisfies RunStore;
}

function isLast(event: RunEvent): boolean {
  return event.type === 'failed' || (event.type === 'concluded' && !event.verdict.provisional);
}
