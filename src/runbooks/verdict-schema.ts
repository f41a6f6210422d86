import { z } from 'zod';
import { storedPhrase } from '#catalog/observation-schema.ts';
import { risks } from './risk.ts';
import type { Cause, Verdict } from './verdict.ts';

const cause = z.looseObject({
  id: z.string(),
  layer: z.string(),
  title: storedPhrase,
  headline: storedPhrase,
  meaning: z.exactOptional(storedPhrase),
  proof: z.array(
    z.looseObject({
      probe: z.string(),
      host: z.exactOptional(z.string()),
      source: z.string(),
      quote: z.string(),
    }),
  ),
  settledBy: z.exactOptional(storedPhrase),
  remedies: z.array(
    z.looseObject({
      action: z.string(),
      title: storedPhrase,
      risk: z.enum(risks),
      commands: z.array(z.string()),
    }),
  ),
  hosts: z.array(z.string()),
  get symptoms() {
    return z.array(storedCause);
  },
});
const storedCause: z.ZodType<Cause> = cause;

export const storedVerdict: z.ZodType<Verdict> = cause.extend({
  outcome: z.enum(['healthy', 'faulty', 'could_not_look']),
  confidence: z.enum(['certain', 'likely', 'unsure']),
  provisional: z.boolean(),
  otherCauses: z.array(storedCause),
  warnings: z.array(storedCause),
  changed: z.array(z.string()),
  affected: z.array(storedPhrase),
  notAffected: z.array(storedPhrase),
  ruledOut: z.array(
    z.looseObject({
      id: z.string(),
      layer: z.string(),
      title: storedPhrase,
      because: z.array(z.string()),
    }),
  ),
  unknown: z.array(
    z.looseObject({ probe: z.string(), host: z.exactOptional(z.string()), why: storedPhrase }),
  ),
  unseenHosts: z.exactOptional(z.array(z.string())),
  layers: z.array(
    z.looseObject({
      layer: z.string(),
      state: z.enum(['ok', 'bad', 'unknown']),
      says: z.exactOptional(storedPhrase),
    }),
  ),
});
