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

/** How an action starts work elsewhere. Waits or rejects while Redis is away as its connection does. */
export type ActionQueue = {
  /** Idempotent by plan id. */
  readonly makePlan: (payload: MakePlanPayload) => Promise<void>;
  /** Idempotent by plan and turn: `approved`, or what was settled since. */
  readonly runPlan: (payload: RunPlanPayload) => Promise<void>;
  /** Whether a job of this plan waits or works. */
  readonly isActing: (planId: string) => Promise<boolean>;
};
