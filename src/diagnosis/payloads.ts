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

/** How a diagnosis starts work elsewhere. Waits or rejects while Redis is away as its connection does. */
export type DiagnosisQueue = {
  /** Idempotent by run id. */
  readonly diagnose: (payload: DiagnosePayload) => Promise<void>;
  /** One collection a run at a time: asking while it runs adds none. */
  readonly collectLogs: (payload: LogsPayload) => Promise<void>;
  /** Idempotent by look and chunk. */
  readonly look: (payloads: readonly LookPayload[]) => Promise<void>;
};
