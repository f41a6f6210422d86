import type { Redis } from 'ioredis';
import { prefix } from '#redis/redis.ts';
import { readScript } from '#redis/lua-script.ts';

export type CodeTry = 'right' | 'wrong' | 'used' | 'locked';

const triesBeforeLock = 5;
const lockedForMs = 15 * 60_000;
/** Longer than any code is good. */
const rememberedMs = 24 * 3600 * 1000;

const tryCode = readScript('actions/try-code.lua');
/** How often someone may try a code, and which one they used last. The seed is never here. */
export function createCodeStore(redis: Redis) {
  return {
    try: async (person: string, counter: number | undefined, now: number): Promise<CodeTry> => {
      const key = `${prefix}:code:${person}`;
      const args = [counter ?? '', now, triesBeforeLock, lockedForMs, rememberedMs];
      return (await tryCode(redis, [key], args)) as CodeTry;
    },
  };
}
