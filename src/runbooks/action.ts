import { z } from 'zod';
import { durationSchema } from '#catalog/duration.ts';
import { verbs } from '#catalog/verb.ts';
import { conditionSchema } from './condition.ts';
import { phraseSchema } from './diagnosis.ts';
import { risks } from './risk.ts';

/** Whose verb it is: the service's own, its proxy's, or that of something it needs. */
const subjects = ['service', 'proxy', 'need'] as const;

/** What a typed parameter may look like; each has one pattern, and nothing else passes. */
export const paramTypes = [
  'port',
  'pid',
  'number',
  'name',
  'path',
  'address',
  'commit',
  'image',
  'variable',
  'reference',
  'size',
  'duration',
] as const;
export type ParamType = (typeof paramTypes)[number];

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and "_"');
const words = z.array(z.string().min(1)).min(1);

/** A verb, or a capability that a way to run names; docs/ways-to-run.md lists them. */
const capability = z.string().regex(/^[a-z][a-z-]*$/, 'a capability such as "restart" or "code"');
const canSchema = z.union([capability.transform((one) => [one]), z.array(capability).min(1)]);

const paramSchema = z.strictObject({
  type: z.enum(paramTypes),
  says: phraseSchema,
  /** `service.deploy.dir`, `service.listen.port`, `fact.listening.pid`: where it comes from when nobody types it. First known wins. */
  from: z.union([z.string(), z.array(z.string())]).optional(),
  default: z.string().optional(),
  one_of: z.array(z.string()).optional(),
  /** Absent and unknown: the steps that name it are left out. Otherwise the plan is refused, saying what is missing. */
  optional: z.boolean().default(false),
});

const stepFields = {
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .optional(),
  says: phraseSchema.optional(),
  /** What a way to run must be able to do for this step to make sense, any of these; absent: it is for all. */
  can: canSchema.optional(),
  /** `proxy` and `need`: on the host of that; absent: the host of the stage. */
  on: z.enum(['proxy', 'need']).optional(),
  timeout: durationSchema.optional(),
  /** Runs at most once whatever happens to its worker. Only what changes nothing may say false. */
  once: z.boolean().default(true),
  /** Its failure stops nothing (clearing what may not be there). */
  may_fail: z.boolean().default(false),
};

const stepSchema = z.union([
  z.strictObject({ ...stepFields, verb: z.enum(verbs), of: z.enum(subjects).default('service') }),
  /** One command: words, each quoted; `{param}` inside a word becomes the parameter's value. */
  z.strictObject({
    ...stepFields,
    run: words,
    /** As this user (`sudo -n -u`); `root`: `sudo -n`. Absent: as the login. May be a parameter. */
    as: z.string().optional(),
    in: z.string().optional(),
  }),
  /** An operation of the root-owned helper, which checks every argument against what this service may. */
  z.strictObject({
    ...stepFields,
    helper: z.string().regex(/^[a-z][a-z-]*$/),
    args: z.array(z.string()).default([]),
    stdin: z.string().optional(),
  }),
  /** A call of the platform the service runs on. */
  z.strictObject({
    ...stepFields,
    platform: z.string().regex(/^[a-z][a-z-]*$/),
    args: z.record(name, z.string()).default({}),
  }),
  /** The service's own deploy steps or checks, as the catalog has them. */
  z.strictObject({ ...stepFields, catalog: z.enum(['deploy.steps', 'checks']) }),
  z.strictObject({ ...stepFields, wait: durationSchema }),
]);
export type ActionStep = z.output<typeof stepSchema>;

/** A runbook that changes something. Its steps become exact commands when a plan is made. */
export const actionSchema = z.strictObject({
  action: z.string().regex(/^[a-z][a-z0-9-]*$/, 'kebab-case'),
  version: z.int().min(1),
  title: phraseSchema,
  /** What it does and why one would want it, for the help. */
  about: phraseSchema.optional(),
  risk: z.enum(risks),
  /** Why it costs that; absent: the general reason of the risk. */
  risk_why: phraseSchema.optional(),
  /** Never runs; this says why and what helps instead. */
  refuse: phraseSchema.optional(),
  /** What a way to run must be able to do, any of these; absent: it is for all that have its verbs. */
  can: canSchema.optional(),
  /** What it takes hold of, and so what is locked. */
  target: z.enum(['service', 'proxy', 'need', 'host']).default('service'),
  params: z.record(name, paramSchema).default({}),
  /** Must hold in a fresh look right before it runs. */
  rests_on: conditionSchema.optional(),
  steps: z.array(stepSchema).default([]),
  /** How long the service is away while it runs; absent: not known. */
  downtime: durationSchema.optional(),
  /** How to undo it; absent: it cannot be undone. */
  undo: phraseSchema.optional(),
  verify: z
    .strictObject({
      /** The service must stay well this long. */
      window: durationSchema.default(10_000),
      /** How long it may take until it is well for the first time. */
      within: durationSchema.default(60_000),
      /** Beside the path from outside to the process, which is always looked at. */
      also: z.array(z.enum(['logs', 'checks', 'needs', 'cors', 'boot'])).default([]),
      /** False for what does not cure by itself (a log bundle). */
      cures: z.boolean().default(true),
    })
    .prefault({}),
  /** Runs unasked when it did not cure: these exact commands are part of what is approved. Absent: people are told. */
  otherwise: z.array(stepSchema).default([]),
});
export type Action = z.output<typeof actionSchema>;
