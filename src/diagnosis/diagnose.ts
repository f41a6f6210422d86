import type { RunEvent } from './events.ts';

export type DiagnoseRequest = {
  readonly runId: string;
  /** Tells one processing of the run from another. */
  readonly attempt: string;
  readonly service: string;
  readonly host?: string;
};

/**
 * Looks at a service and concludes. Tells `started`, then `observed` for each probe, then `concluded` (once
 * provisionally and once finally, or only finally), as they happen and without waiting. Throws AppError when it could
 * not even begin; what the world does wrong is an observation. On abort it settles soon and tells nothing more.
 */
export type Diagnose = (
  request: DiagnoseRequest,
  tell: (event: RunEvent) => void,
  signal: AbortSignal,
) => Promise<void>;
