import { z } from 'zod';

const askPayload = z.strictObject({
  service: z.string(),
  action: z.string(),
  host: z.string().optional(),
  params: z.record(z.string(), z.string()),
  requester: z.strictObject({ id: z.string(), via: z.enum(['slack', 'cli', 'monitor', 'alert']) }),
  trigger: z.strictObject({
    by: z.enum(['slack', 'cli', 'alert', 'monitor']),
    actor: z.string(),
    channel: z.string().optional(),
    threadTs: z.string().optional(),
    outage: z.string().optional(),
  }),
  triggerId: z.string(),
  runId: z.string().optional(),
  outageId: z.string().optional(),
});

/** A plan to be made of a fresh look. Parameters hold references, never secrets. */
export const makePlanPayload = z.strictObject({
  planId: z.string(),
  ask: askPayload,
  catalogHash: z.string(),
  notAfter: z.number(),
});
export type MakePlanPayload = z.output<typeof makePlanPayload>;

/** An approved plan to be run, or gone on with; its journal says how far it is. */
export const runPlanPayload = z.strictObject({ planId: z.string(), turn: z.string() });
export type RunPlanPayload = z.output<typeof runPlanPayload>;

const decisionPayload = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approve'), digest: z.string(), code: z.string().optional() }),
  z.strictObject({
    kind: z.literal('break_glass'),
    digest: z.string(),
    reason: z.string(),
    code: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('deny'), reason: z.string() }),
  z.strictObject({ kind: z.literal('withdraw') }),
  z.strictObject({ kind: z.literal('cancel') }),
  z.strictObject({ kind: z.literal('settle'), step: z.string(), as: z.enum(['done', 'not_done']) }),
]);

/** A command from a terminal, with the signature that proves whose it is. */
export const signedCommandPayload = z.strictObject({
  does: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('decide'), planId: z.string(), decision: decisionPayload }),
    z.strictObject({
      kind: z.literal('ask'),
      ask: askPayload.omit({ requester: true, trigger: true, triggerId: true }),
    }),
  ]),
  nonce: z.string().min(16).max(100),
  at: z.number(),
  catalogHash: z.string(),
  signature: z.string().max(10_000),
});

/** How an action starts work elsewhere. Waits or rejects while Redis is away as its connection does. */
export type ActionQueue = {
  /** Idempotent by plan id. */
  readonly makePlan: (payload: MakePlanPayload) => Promise<void>;
  /** Idempotent by plan and turn: `approved`, or what was settled since. */
  readonly runPlan: (payload: RunPlanPayload) => Promise<void>;
  /** Whether a job of this plan waits or works. */
  readonly isActing: (planId: string) => Promise<boolean>;
};
