import { z } from 'zod';
import { phraseSchema } from './diagnosis.ts';
import { risks } from './risk.ts';

/** What a run adapter knows how to do to its own service. */
export const verbs = ['start', 'stop', 'restart', 'reload', 'reset'] as const;
export type Verb = (typeof verbs)[number];

const stepSchema = z.union([
  z.strictObject({ verb: z.enum(verbs) }),
  z.strictObject({ run: z.array(z.string().min(1)).min(1) }),
]);
/** A runbook that changes something. Its steps become exact commands when a plan is made. */
export const actionSchema = z.strictObject({
  action: z.string().regex(/^[a-z][a-z0-9-]*$/, 'kebab-case'),
  version: z.int().min(1),
  title: phraseSchema,
  risk: z.enum(risks),
  steps: z.array(stepSchema).default([]),
});
export type Action = z.output<typeof actionSchema>;
