import type { Redis } from 'ioredis';
import { z } from 'zod';
import { storedObservation } from '#catalog/observation-schema.ts';
import { recordKind } from '#redis/record.ts';
import type { Observation } from '#catalog/observation.ts';
import { prefix } from '#redis/redis.ts';
import { readScript } from '#redis/lua-script.ts';

type Returned = {
  readonly chunk: number;
  readonly observations: readonly Observation[];
  readonly isLast: boolean;
};

const returnedSchema: z.ZodType<Returned> = z.looseObject({
  chunk: z.number(),
  observations: z.array(storedObservation),
  isLast: z.boolean(),
});
const storedReturned = recordKind('result of a look', returnedSchema);

/** Not `look`: the queue of that name has its keys there. */
const keyOf = (lookId: string): string => `${prefix}:returns:${lookId}`;

const openReturns = readScript('diagnosis/open-returns.lua');
const addReturn = readScript('diagnosis/add-return.lua');
/** Shorter than any limit at which a firewall forgets a silent connection. */
const blockMs = 5_000;

/** What the jobs of a look hand back, as a stream that lives for as long as somebody waits. */
export function createFleetResults(redis: Redis) {
  return {
    open: async (lookId: string, forMs: number): Promise<void> => {
      await openReturns(redis, [keyOf(lookId)], [forMs]);
    },

    waitsMs: async (lookId: string): Promise<number | undefined> => {
      const ms = await redis.pttl(keyOf(lookId));
      return ms > 0 ? ms : undefined;
    },

    handBack: async (lookId: string, returned: Returned): Promise<boolean> =>
      (await addReturn(redis, [keyOf(lookId)], [storedReturned.write(returned)])) === 1,

    collect: async (
      lookId: string,
      take: (returned: Returned) => boolean,
      signal: AbortSignal,
    ): Promise<void> => {
      // A read that waits keeps its connection from everybody else.
      const reader = redis.duplicate();
      reader.on('error', () => {
        // The connection it was made from tells the same.
      });
      const stop = (): void => reader.disconnect();
      signal.addEventListener('abort', stop, { once: true });
      try {
        await readAll(reader, keyOf(lookId), take, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        signal.removeEventListener('abort', stop);
        reader.disconnect();
      }
    },

    close: async (lookId: string): Promise<void> => {
      await redis.del(keyOf(lookId));
    },
  };
}

async function readAll(
  reader: Redis,
  key: string,
  take: (returned: Returned) => boolean,
  signal: AbortSignal,
): Promise<void> {
  let after = '0';
  while (!signal.aborted) {
    const [stream] = (await reader.xread('BLOCK', blockMs, 'STREAMS', key, after)) ?? [];
    for (const [id, [name, value]] of stream?.[1] ?? []) {
      after = id;
      if (name === 'returned' && !take(storedReturned.read(value ?? ''))) return;
    }
  }
}
