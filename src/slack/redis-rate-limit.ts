import type { Redis } from 'ioredis';
import { prefix } from '#redis/redis.ts';
import { createScript } from '#redis/script.ts';

type Budget = { readonly name: string; readonly size: number; readonly perSecond: number };

const budgetKey = (name: string): string => `${prefix}:out:budget:${name}`;
const pauseKey = (name: string): string => `${prefix}:out:pause:${name}`;
const pausesKey = `${prefix}:out:pauses`;
const plainKey = `${prefix}:out:plain`;

// Redis' own clock: those of several machines differ by more than a budget lasts.
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
const refill = `
local tokens = tonumber(redis.call('HGET', KEYS[1], 'tokens') or ARGV[1])
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or now)
tokens = math.min(tonumber(ARGV[1]), tokens + math.max(0, now - at) / 1000 * tonumber(ARGV[2]))
`;

/** KEYS budget, pauses. ARGV size, per second, reserved. Answers ms to wait; 0 when one was taken. */
const takeOne = createScript(`
${now}
local wait = 0
for i = 2, #KEYS do wait = math.max(wait, redis.call('PTTL', KEYS[i])) end
if wait > 0 then return wait end
${refill}
local missing = tonumber(ARGV[3]) + 1 - tokens
if missing > 0 then return math.ceil(missing / tonumber(ARGV[2]) * 1000) end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[1]) / tonumber(ARGV[2]) * 1000) + 1000)
return 0
`);

/** KEYS budget. ARGV size, per second. Answers what is left, in whole calls. */
const readBudget = createScript(`${now}${refill} return math.floor(tokens)`);

/** KEYS pauses, pause, shared pause, who was refused last under it. ARGV name, ms, shared name or ''. */
const pauseOne = createScript(`
${now}
local function pause(key, name)
  if redis.call('PTTL', key) >= tonumber(ARGV[2]) then return end
  redis.call('SET', key, 1, 'PX', ARGV[2])
  redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), name)
end
pause(KEYS[2], ARGV[1])
if ARGV[3] ~= '' then
  local last = redis.call('GET', KEYS[4])
  if last and last ~= ARGV[1] then pause(KEYS[3], ARGV[3]) end
  redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[2])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return 1
`);

/** KEYS pauses. Answers names and ms that are left. */
const readPauses = createScript(`
${now}
local lasting = redis.call('ZRANGEBYSCORE', KEYS[1], now + 1, '+inf', 'WITHSCORES')
for i = 2, #lasting, 2 do lasting[i] = tostring(tonumber(lasting[i]) - now) end
return lasting
`);

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
