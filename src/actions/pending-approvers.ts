import type { PlanRun } from './events.ts';
import { hasSetOff } from './set-off-by.ts';

/** Whether a plan waits for this very person, who belongs to these `people`: what the home tab shows them first. */
export function pendingApprovers(run: PlanRun, actorId: string, names: readonly string[]): boolean {
  const { state, approvals, needs } = run;
  if (state !== 'waiting' || hasSetOff(run, actorId, names)) return false;
  if (approvals.some(({ by }) => by.id === actorId)) return false;
  return needs.approvers.some((name) => names.includes(name));
}
