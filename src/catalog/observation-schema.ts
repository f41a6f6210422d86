import { z } from 'zod';
import type { Phrase } from '#base/phrase.ts';
import type { Observation } from './observation.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** JSON writes `null` for a number that is none: it is left out, as everything is that could not be read. */
const withoutNulls = (values: unknown): unknown =>
  typeof values === 'object' && values !== null
    ? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
    : values;
const values = z.preprocess(withoutNulls, z.record(z.string(), scalar));

/** A phrase as it was stored. */
export const storedPhrase: z.ZodType<Phrase> = z.looseObject({
  en: z.string(),
  fr: z.string(),
  with: z.exactOptional(values),
});

/** An observation as it was stored. */
export const storedObservation: z.ZodType<Observation> = z.looseObject({
  probe: z.string(),
  host: z.exactOptional(z.string()),
  status: z.enum(['ok', 'bad', 'unknown']),
  facts: values,
  evidence: z.array(
    z.looseObject({ source: z.string(), text: z.string(), about: z.exactOptional(z.array(z.string())) }),
  ),
  says: storedPhrase,
  tookMs: z.number(),
});
