import { z } from 'zod';
import { type Condition, conditionSchema } from './condition.ts';

export const phraseSchema = z.strictObject({ en: z.string().min(1), fr: z.string().min(1) });
export const idSchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'kebab-case');

/**
 * The level of a verdict. `cause` explains the trouble; `symptom` is a root only when nothing else is; `warning` is
 * worth knowing but breaks nothing now; `health` is what is left when nothing is wrong; `blind`: nothing could be
 * seen.
 */
const verdictSchema = z.strictObject({
  level: z.enum(['cause', 'symptom', 'warning', 'health', 'blind']).default('cause'),
  /** A few words, for lists: "process stopped". */
  title: phraseSchema,
  /** One sentence with `{probe.fact}` filled in. */
  headline: phraseSchema,
  meaning: phraseSchema.optional(),
  /** Verdicts that are only this one's consequences: they are shown under it. */
  explains: z.array(z.union([z.literal('*'), idSchema])).default([]),
  remedies: z.array(idSchema).default([]),
  /** The observation is the fault itself, so one witness is enough; else `certain` needs two that agree. */
  direct: z.boolean().default(false),
  /** Another observation that makes it certain, and one that shows it to be false. */
  confirmed_by: conditionSchema.optional(),
  contradicted_by: conditionSchema.optional(),
  /** The one look that would settle it. */
  settled_by: phraseSchema.optional(),
  /** Look again after so many seconds before the verdict is final: the proof needs waiting. */
  settle: z.int().min(1).max(60).optional(),
});

export type VerdictText = z.output<typeof verdictSchema>;

/** The verdict is named by a fact: `logs.root: PY_SYNTAX` → `py-syntax`. */
const namedSchema = z.strictObject({ named_by: z.string() });

export type Outcome = string | { readonly named_by: string } | readonly Branch[];
export type Branch = {
  readonly if: Condition;
  readonly then: Outcome;
};

const branchSchema: z.ZodType<Branch> = z.lazy(() =>
  z.strictObject({
    if: conditionSchema,
    then: z.union([idSchema, namedSchema, z.array(branchSchema).min(1)]),
  }),
);

/**
 * A group of branches. In `first` one that holds ends the group; in `every` all that hold count; `each` walks `every`
 * once for every observation of a kind, which its conditions call `it`.
 */
const groupSchema = z
  .strictObject({
    layer: idSchema,
    first: z.array(branchSchema).optional(),
    every: z.array(branchSchema).optional(),
    each: z.string().optional(),
  })
  .refine((group) => (group.first === undefined) !== (group.every === undefined), {
    message: 'either first: or every:',
  });
export type Group = z.output<typeof groupSchema>;

export const diagnosisSchema = z.strictObject({
  diagnosis: idSchema,
  version: z.int().min(1),
  /** Deepest first: of two causes that both hold, the one in the earlier layer is the root. */
  layers: z.array(idSchema).default([]),
  /** Named lists for `explains`. */
  sets: z.record(idSchema, z.array(idSchema)).default({}),
  /** What shows that the log speaks of an earlier start: the program was never reached this time. */
  logs_are_old: conditionSchema.optional(),
  tree: z.array(groupSchema).default([]),
  verdicts: z.record(idSchema, verdictSchema).default({}),
});
export type Diagnosis = z.output<typeof diagnosisSchema> & {
  /** Signature that can be a cause → its layer. */
  readonly rootLayers?: Readonly<Record<string, string>>;
};
