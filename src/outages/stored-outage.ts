import { z } from 'zod';
import { planEnds, planStates } from '#actions/events.ts';
import { storedPhrase } from '#catalog/observation-schema.ts';
import { recordKind } from '#redis/record.ts';
import { type OutageEvent, severities as severity, sightingSchema as signal } from './events.ts';

const at = z.number();
const text = z.string();
const optionalText = z.exactOptional(text);

const verdict = z.looseObject({
  id: text,
  outcome: z.enum(['healthy', 'faulty', 'could_not_look']),
  headline: storedPhrase,
  provisional: z.boolean(),
  isPartial: z.exactOptional(z.literal(true)),
  remedies: z.array(text),
});

const plan = z.looseObject({
  id: text,
  action: text,
  title: storedPhrase,
  state: z.enum(planStates),
  outcome: z.exactOptional(z.enum(planEnds)),
  isOwn: z.boolean(),
});

const outageEvent: z.ZodType<OutageEvent> = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('opened'),
    at,
    service: text,
    channel: optionalText,
    severity,
    by: optionalText,
    says: storedPhrase,
  }),
  z.looseObject({ type: z.literal('placed'), at, channel: text }),
  z.looseObject({ type: z.literal('seen'), at, signal }),
  z.looseObject({ type: z.literal('diagnosis_asked'), at, runId: text, why: storedPhrase }),
  z.looseObject({ type: z.literal('diagnosed'), at, runId: text, verdict, root: optionalText }),
  z.looseObject({ type: z.literal('diagnosis_failed'), at, runId: text, says: storedPhrase }),
  z.looseObject({ type: z.literal('proposed'), at, runId: text, action: text, planId: text }),
  z.looseObject({ type: z.literal('plan_moved'), at, plan }),
  z.looseObject({ type: z.literal('acknowledged'), at, by: text }),
  z.looseObject({ type: z.literal('assigned'), at, by: text, to: text }),
  z.looseObject({ type: z.literal('severity_set'), at, by: text, severity }),
  z.looseObject({ type: z.literal('silenced'), at, by: text, until: z.number() }),
  z.looseObject({ type: z.literal('reminded'), at, to: z.array(text) }),
  z.looseObject({ type: z.literal('escalated'), at, level: z.number(), to: text }),
  z.looseObject({ type: z.literal('linked'), at, under: text, service: optionalText, root: text }),
  z.looseObject({ type: z.literal('unlinked'), at, from: text }),
  z.looseObject({ type: z.literal('gathered'), at, outageId: text, service: text }),
  z.looseObject({ type: z.literal('lapsed'), at, fingerprints: z.array(text), says: storedPhrase }),
  z.looseObject({ type: z.literal('noted'), at, by: text, says: storedPhrase }),
  z.looseObject({ type: z.literal('resolved'), at, by: optionalText, reason: optionalText }),
]);

/** An event of an outage, as it stands in Redis. */
export const storedOutageEvent = recordKind('event of an outage', outageEvent, [
  // Before there were versions, what said that a service is down was stored as a sighting.
  ({ sighting, ...older }) => (sighting === undefined ? older : { ...older, signal: sighting }),
]);

/** A sighting that waits for the end of a quiet time. */
export const storedSighting = recordKind('sighting', signal);

/** For how long a service is silenced, and by whom. */
export const storedSilence = recordKind('silence', z.looseObject({ until: z.number(), by: text }));
