import { z } from 'zod';

const unitsMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `250ms`, `15s`, `3m`, `2h`, `1d`: read as milliseconds. */
export const durationSchema = z
  .string()
  .regex(/^\d+(?:ms|s|m|h|d)$/, 'expected a duration such as 15s, 3m or 2h')
  .transform((text) => {
    const [, amount = '0', unit = 's'] = /^(\d+)([a-z]+)$/.exec(text) ?? [];
    return Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  });
