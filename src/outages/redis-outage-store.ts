import type { Redis } from 'ioredis';
import type { OutageEvent, Outage, Signal } from './events.ts';
import { outageOf } from './outage-history.ts';
import { appendOutageEvents, closeOutage, holdSighting, letGoSighting } from './outage-scripts.ts';
import { prefix } from '#redis/redis.ts';

/** A quarter: post-mortems are read that late, and the digest looks back on less. */
const livesForMs = 92 * 24 * 3600 * 1000;
const keptInIndex = 2000;
/** Redelivered later than that, an alert is a new one. */
const sightingsKnownMs = 7 * 24 * 3600 * 1000;

const keys = {
  outage: (id: string) => `${prefix}:outage:${id}`,
  events: (id: string) => `${prefix}:outage:${id}:events`,
  open: `${prefix}:outages:open`,
  all: `${prefix}:outages`,
  newest: `${prefix}:outages:newest`,
  taken: `${prefix}:outages:taken`,
  roots: `${prefix}:outages:roots`,
  held: `${prefix}:outages:held`,
  silences: `${prefix}:outages:silences`,
  pulse: `${prefix}:outages:pulse`,
  storm: `${prefix}:outages:storm`,
};

type NewEvents = {
  readonly outageId: string;
  readonly service: string;
  readonly ifSeq: number;
  readonly ifNewest?: string;
  readonly sightingId?: string;
  readonly at: number;
  readonly events: readonly { readonly eventId: string; readonly event: OutageEvent }[];
};
type Stored = { readonly outage: Outage; readonly seq: number; readonly events: readonly OutageEvent[] };
type Silence = { readonly until: number; readonly by: string };

/** Outages in Redis: a list of events each, and who is the newest of its service. */
export function createOutageStore(redis: Redis) {
  const find = async (id: string): Promise<Stored | undefined> => {
    const events = (await redis.lrange(keys.events(id), 0, -1)).map(
      (text) => JSON.parse(text) as OutageEvent,
    );
    const outage = outageOf(id, events);
    return outage === undefined ? undefined : { outage, seq: events.length, events };
  };
  return {
    append: async (entry: NewEvents): Promise<'added' | 'repeated' | 'moved'> => {
      const { outageId: id, events } = entry;
      const answer = await appendOutageEvents(
        redis,
        [keys.outage(id), keys.events(id), keys.open, keys.all, keys.newest, keys.taken, keys.pulse],
        [
          id,
          entry.ifSeq,
          entry.service,
          entry.ifNewest ?? '*',
          entry.sightingId ?? '',
          entry.at,
          livesForMs,
          keptInIndex,
          sightingsKnownMs,
          ...events.flatMap(({ eventId, event }) => [eventId, JSON.stringify(event)]),
        ],
      );
      return (answer as ['added' | 'repeated' | 'moved'])[0];
    },

    find,

    pulse: async (): Promise<string> => (await redis.get(keys.pulse)) ?? '',

    newestOf: async (service: string): Promise<string | undefined> =>
      (await redis.hget(keys.newest, service)) ?? undefined,

    /** Those that somebody has to look after: not over, or over and not yet wrapped up. */
    open: (from?: number): Promise<string[]> => redis.zrangebyscore(keys.open, from ?? '-inf', '+inf'),
    storm: async (first: string): Promise<string> => {
      await redis.set(keys.storm, first, 'NX');
      return (await redis.get(keys.storm)) ?? first;
    },
    endStorm: async (): Promise<void> => {
      await redis.del(keys.storm);
    },

    recent: async (limit: number): Promise<Stored[]> => {
      const ids = await redis.zrevrange(keys.all, 0, limit - 1);
      return (await Promise.all(ids.map(find))).flatMap((one) => one ?? []);
    },

    /** Nothing is left to do for it, as it was at `ifSeq`. */
    close: async (id: string, ifSeq: number): Promise<boolean> =>
      (await closeOutage(redis, [keys.events(id), keys.open], [id, ifSeq])) === 1,

    /** Who was first with this root; `claimer` when nobody was. */
    rootOwner: async (root: string, claimer: string): Promise<string> => {
      await redis.hsetnx(keys.roots, root, claimer);
      return (await redis.hget(keys.roots, root)) ?? claimer;
    },
    takeRoot: async (root: string, owner: string): Promise<void> => {
      await redis.hset(keys.roots, root, owner);
    },
    leaveRoot: async (root: string, owner: string): Promise<void> => {
      if ((await redis.hget(keys.roots, root)) === owner) await redis.hdel(keys.roots, root);
    },

    /** Kept back while its service is quiet; the newest of each fingerprint. */
    hold: async (signal: Signal): Promise<void> => {
      const { id, fingerprint, at } = signal;
      await holdSighting(redis, [keys.taken, keys.held], [id, at, fingerprint, JSON.stringify(signal)]);
    },
    letGo: async (fingerprint: string, sightingId?: string): Promise<void> => {
      await letGoSighting(redis, [keys.held], [fingerprint, sightingId ?? '']);
    },
    held: async (): Promise<Signal[]> =>
      (await redis.hvals(keys.held)).map((text) => JSON.parse(text) as Signal),

    silence: async (service: string, silence: Silence | undefined): Promise<void> => {
      if (silence === undefined) await redis.hdel(keys.silences, service);
      else await redis.hset(keys.silences, service, JSON.stringify(silence));
    },
    silenceOf: async (service: string): Promise<Silence | undefined> => {
      const text = await redis.hget(keys.silences, service);
      return text === null ? undefined : (JSON.parse(text) as Silence);
    },
  };
}
