import type { Run } from '#runbooks/run.ts';

/**
 * Where people watch a run. Showing is durable and idempotent: what is older than what is shown already is ignored, so
 * it may be called again at any time. A run without a channel (the CLI's) is shown nowhere.
 */
export type Screen = { readonly show: (run: Run, seq: number) => Promise<void> };
