import type { Redis } from 'ioredis';
import { prefix } from '#redis/redis.ts';
import { readScript } from '#redis/lua-script.ts';

type Budget = { readonly name: string; readonly size: number; readonly perSecond: number };

const budgetKey = (name: string): string => `${prefix}:out:budget:${name}`;
const pauseKey = (name: string): string => `${prefix}:out:pause:${name}`;
const pausesKey = `${prefix}:out:pauses`;
const plainKey = `${prefix}:out:plain`;

const takeOne = readScript('slack/take-one.lua');
const readBudget = readScript('slack/read-budget.lua');
const pauseOne = readScript('slack/pause-one.lua');
const readPauses = readScript('slack/read-pauses.lua');

/** Counts the calls of all processes to Slack, and keeps the pauses that Slack has asked for. */
export function createPaceStore(redis: Redis) {
  return {
    take: async (budget: Budget, reserved: number, pauses: readonly string[]): Promise<number> =>
      Number(
        await takeOne(
          redis,
          [budgetKey(budget.name), ...pauses.map(pauseKey)],
          [budget.size, budget.perSecond, reserved],
        ),
      ),

    pause: async (pause: string, ms: number, shared = ''): Promise<void> => {
      if (ms <= 0) return;
      const keys = [pausesKey, pauseKey(pause), pauseKey(shared), `${pauseKey(shared)}:last`];
      await pauseOne(redis, keys, [pause, Math.ceil(ms), shared]);
    },

    read: async ({ name, size, perSecond }: Budget): Promise<number> =>
      Number(await readBudget(redis, [budgetKey(name)], [size, perSecond])),

    pauses: async (): Promise<{ name: string; ms: number }[]> => {
      const found = (await readPauses(redis, [pausesKey], [])) as string[];
      return found.flatMap((name, i) => (i % 2 === 0 ? [{ name, ms: Number(found[i + 1]) }] : []));
    },

    /** Whether blocks of this type were refused within the time given then. */
    isRefused: async (type: string): Promise<boolean> => (await redis.exists(`${plainKey}:${type}`)) === 1,

    refused: async (type: string, forMs: number): Promise<void> => {
      await redis.set(`${plainKey}:${type}`, 1, 'PX', forMs);
    },
  };
}
