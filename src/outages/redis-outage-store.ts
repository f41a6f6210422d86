import type { Redis } from 'ioredis';
import { createEventLists } from '#redis/event-list.ts';
import { logKeys, type Subject } from '#redis/event-log.ts';
import { readScript } from '#redis/lua-script.ts';
import { prefix } from '#redis/redis.ts';
import { applyOutageEvent } from './outage-history.ts';
import type { OutageStore, StoredOutage } from './outage-store.ts';
import type { Signal } from './events.ts';
import { storedOutageEvent, storedSighting, storedSilence } from './stored-outage.ts';

const appendOutage = readScript('outages/append-outage.lua');
const closeOutage = readScript('outages/close-outage.lua');
const holdSighting = readScript('outages/hold-sighting.lua');
const letGoSighting = readScript('outages/let-go-sighting.lua');

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

/**
 * Outages in Redis: a list of events each, and who is the newest of its service. `appended` is told what there is something
 * new of.
 */
export function createOutageStore(redis: Redis, appended: (subject: Subject) => void = () => {}) {
  const lists = createEventLists(redis, storedOutageEvent, applyOutageEvent);
  const find = async (id: string): Promise<StoredOutage | undefined> => {
    const { events, state: outage } = await lists.read(keys.events(id), id);
    return outage === undefined ? undefined : { outage, seq: events.length, events };
  };
  return {
    append: async (entry) => {
      const { outageId: id, events } = entry;
      const answer = await appendOutage(
        redis,
        [
          keys.outage(id),
          keys.events(id),
          keys.open,
          keys.all,
          keys.newest,
          keys.taken,
          keys.pulse,
          ...logKeys,
        ],
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
          ...events.flatMap(({ eventId, event }) => [eventId, storedOutageEvent.write(event)]),
        ],
      );
      const [outcome] = answer as ['added' | 'repeated' | 'moved'];
      if (outcome === 'added') appended({ of: 'outage', id });
      return outcome;
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

    recent: async (limit: number): Promise<StoredOutage[]> => {
      const ids = await redis.zrevrange(keys.all, 0, limit - 1);
      // One that cannot be read is told of where somebody asks for it, and hides no other.
      const found = await Promise.all(ids.map((id) => find(id).catch(() => undefined)));
      return found.flatMap((one) => one ?? []);
    },

    isOpen: async (id: string): Promise<boolean> => (await redis.zscore(keys.open, id)) !== null,

    /** Nothing is left to do for it, as it was at `ifSeq`. */
    close: async (id: string, ifSeq: number): Promise<boolean> =>
      (await closeOutage(redis, [keys.events(id), keys.open], [id, ifSeq])) === 1,

    /** The first outage with this root; `claimer` when there was none. */
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
      await holdSighting(redis, [keys.taken, keys.held], [id, at, fingerprint, storedSighting.write(signal)]);
    },
    letGo: async (fingerprint: string, sightingId?: string): Promise<void> => {
      await letGoSighting(redis, [keys.held], [fingerprint, sightingId ?? '']);
    },
    held: async (): Promise<Signal[]> => (await redis.hvals(keys.held)).map(storedSighting.read),

    silence: async (service, silence): Promise<void> => {
      if (silence === undefined) await redis.hdel(keys.silences, service);
      else await redis.hset(keys.silences, service, storedSilence.write(silence));
    },
    silenceOf: async (service: string) => {
      const text = await redis.hget(keys.silences, service);
      return text === null ? undefined : storedSilence.read(text);
    },
  } satisfies OutageStore;
}
