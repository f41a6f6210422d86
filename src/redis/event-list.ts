import type { Redis } from 'ioredis';
import type { RecordKind } from './record.ts';

/** A subject as its events made it; undefined when they make none. */
export type Subjected<T, State> = { readonly events: readonly T[]; readonly state: State | undefined };
type Known<T, State> = Subjected<T, State> & { readonly lastText: string };

/** The limit for all lists together: some 20 MB, and several fleets of fifty hosts. */
const eventsKept = 10_000;

/**
 * The lists of events that subjects have, and what they add up to. Events are only ever added, so what was read, checked and
 * applied once is kept, and only what is new is read. The last known event is read again each time: a list that was lost and
 * begun anew is read anew.
 */
export function createEventLists<T, State>(
  redis: Redis,
  { read }: RecordKind<T>,
  apply: (state: State | undefined, id: string, event: T) => State | undefined,
) {
  const known = new Map<string, Known<T, State>>();
  let kept = 0;
  const keep = (key: string, list: Known<T, State>): void => {
    kept += list.events.length - (known.get(key)?.events.length ?? 0);
    known.delete(key);
    known.set(key, list);
    for (const [oldest, { events }] of known) {
      if (kept <= eventsKept || oldest === key) break;
      known.delete(oldest);
      kept -= events.length;
    }
  };
  const goOn = (
    key: string,
    id: string,
    before: Subjected<T, State>,
    texts: readonly string[],
  ): Subjected<T, State> => {
    const lastText = texts.at(-1);
    if (lastText === undefined) return before;
    const added = texts.map(read);
    let { state } = before;
    for (const event of added) state = apply(state, id, event);
    const list = { events: [...before.events, ...added], state, lastText };
    keep(key, list);
    return list;
  };
  return {
    read: async (key: string, id: string): Promise<Subjected<T, State>> => {
      const before = known.get(key);
      if (before !== undefined) {
        const [same, ...texts] = await redis.lrange(key, before.events.length - 1, -1);
        if (same === before.lastText) return goOn(key, id, before, texts);
      }
      return goOn(key, id, { events: [], state: undefined }, await redis.lrange(key, 0, -1));
    },
  };
}
