import type { PlanRun } from './events.ts';

/** Whether a plan waits for this very person, who belongs to these `people`: what the home tab shows them first. */
export function pendingApprovers(run: PlanRun, actorId: string, names: readonly string[]): boolean {
  const { state, requester, approvals, needs } = run;
  if (state !== 'waiting' || requester.id === actorId) return false;
  if (approvals.some(({ by }) => by.id === actorId)) return false;
  return needs.approvers.some((name) => names.includes(name));
}
