import type { PlanRun } from './events.ts';

/** Why no step of a plan may be begun now; undefined when one may. */
export function claimRefusal(run: PlanRun | undefined): 'cancelled' | 'not_approved' | undefined {
  if (run?.cancelAskedAt !== undefined) return 'cancelled';
  const isApproved = run?.state === 'approved' || run?.state === 'running' || run?.state === 'verifying';
  return isApproved ? undefined : 'not_approved';
}
