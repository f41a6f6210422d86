import { z } from 'zod';
import { storedObservation, storedPhrase } from '#catalog/observation-schema.ts';
import { recordKind } from '#redis/record.ts';
import { storedVerdict } from '#runbooks/verdict-schema.ts';
import { type RunEvent, trigger } from './events.ts';

const at = z.number();
const optionalText = z.exactOptional(z.string());

const runEvent: z.ZodType<RunEvent> = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('asked'),
    at,
    service: z.string(),
    host: optionalText,
    trigger,
    earlier: z.exactOptional(
      z.looseObject({
        runId: z.string(),
        at,
        verdictId: z.string(),
        headline: storedPhrase,
        link: optionalText,
      }),
    ),
  }),
  z.looseObject({
    type: z.literal('started'),
    at,
    probes: z.array(z.looseObject({ probe: z.string(), host: optionalText })),
  }),
  z.looseObject({ type: z.literal('observed'), at, observation: storedObservation }),
  z.looseObject({ type: z.literal('concluded'), at, verdict: storedVerdict, tookMs: z.number() }),
  z.looseObject({ type: z.literal('failed'), at, message: storedPhrase }),
  z.looseObject({ type: z.literal('rated'), at, by: z.string(), isRight: z.boolean() }),
]);

/** An event of a run, as it stands in Redis. */
export const storedRunEvent = recordKind('event of a diagnosis', runEvent);
