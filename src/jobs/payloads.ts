import { z } from 'zod';

/**
 * What stands in Redis for a job. It is clear text that operators can read, so it holds names and ids, never a secret;
 * the run's events say the rest.
 */
export const diagnosePayload = z.strictObject({
  runId: z.string(),
  service: z.string(),
  host: z.string().optional(),
  /** The catalog the ask was understood with. */
  catalogHash: z.string(),
  /** A diagnosis nobody waits for any more does not start: ms since 1970. */
  notAfter: z.number(),
});
export type DiagnosePayload = z.output<typeof diagnosePayload>;

/** Logs to put into the thread of a run, asked for by one click. */
export const logsPayload = z.strictObject({
  runId: z.string(),
  /** Names the click within the run. */
  requestId: z.string(),
  catalogHash: z.string(),
  notAfter: z.number(),
});
export type LogsPayload = z.output<typeof logsPayload>;

/** Some hosts of a service to look at, for a diagnosis that gathers what was seen. */
export const lookPayload = z.strictObject({
  /** Names the run, its processing and which look of it; until when somebody waits is kept under this name. */
  lookId: z.string(),
  runId: z.string(),
  chunk: z.int(),
  service: z.string(),
  hosts: z.array(z.string()),
  catalogHash: z.string(),
});
export type LookPayload = z.output<typeof lookPayload>;

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

export const pumpPayload = z.strictObject({ thread: z.string() });
export type PumpPayload = z.output<typeof pumpPayload>;

/** A verdict that comes later than this after the ask finds nobody in front of the screen. */
export const startWithinMs = 60_000;
