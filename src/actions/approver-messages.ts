import { type PlanEvent, type PlanRun, planRunOf } from './events.ts';

export type ApproverMessagesDeps = {
  readonly callApprovers: (run: PlanRun) => Promise<void>;
  readonly callOff: (run: PlanRun) => Promise<void>;
  readonly tellBreakGlass: (run: PlanRun) => Promise<void>;
};

/** Events after which somebody is waited for who was not before, or is no longer. */
const decisive: ReadonlySet<PlanEvent['type']> = new Set([
  'planned',
  'approved',
  'denied',
  'withdrawn',
  'started',
  'ended',
]);

/** Private messages about a plan: who may approve it, and who has to know that somebody approved it alone. Follows the log. */
export function createApproverMessages({ callApprovers, callOff, tellBreakGlass }: ApproverMessagesDeps) {
  return async (planId: string, events: readonly PlanEvent[], from: number): Promise<void> => {
    const news = events.slice(from - 1);
    const run = planRunOf(planId, events);
    if (run === undefined || !news.some(({ type }) => decisive.has(type))) return;
    if (run.state === 'waiting') await callApprovers(run);
    else await callOff(run);
    const alone = news.findIndex((event) => event.type === 'approved' && event.breakGlass !== undefined);
    const then = alone === -1 ? undefined : planRunOf(planId, events.slice(0, from + alone));
    if (then !== undefined) await tellBreakGlass(then);
  };
}
