import type { Clock } from '#base/clock.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Log } from '#base/log.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { PlanStore } from './plan-store.ts';
import type { ActionQueue } from './payloads.ts';

export type SweepPlansDeps = {
  readonly plans: Pick<PlanStore, 'open' | 'find' | 'append' | 'release' | 'holders'>;
  readonly queues: Pick<ActionQueue, 'runPlan' | 'isActing'>;
  readonly catalog: () => Catalog;
  readonly clock: Clock;
  readonly log: Log;
};

/** Younger than this, the one who decided may still be adding the job. */
const graceMs = 5_000;

/**
 * What waits too long expires and says so; what is approved but has no job gets one; what holds a lock though it has ended
 * lets go. Each is safe to do twice.
 */
export function createSweepPlans(deps: SweepPlansDeps) {
  return async (): Promise<void> => {
    for (const planId of await deps.plans.open()) await sweepPlan(deps, planId);
    for (const { planId } of new Set((await deps.plans.holders()).values())) {
      const stored = await deps.plans.find(planId);
      if (stored === undefined || stored.run.state === 'ended') await deps.plans.release(planId);
    }
  };
}

async function sweepPlan(deps: SweepPlansDeps, planId: string): Promise<void> {
  const stored = await deps.plans.find(planId);
  if (stored === undefined) return;
  const { run, seq } = stored;
  const now = deps.clock.now();
  if (run.state === 'waiting' && now > run.expiresAt) {
    const event = { type: 'ended', at: now, end: 'expired', says: nobodyDecided } as const;
    await deps.plans.append({ planId, eventId: 'expired', event, ifSeq: seq });
    return;
  }
  if (run.state === 'waiting' && run.reminded === undefined && now > (run.plannedAt + run.expiresAt) / 2) {
    const { people, services } = deps.catalog();
    // Who is to be called when nobody reacts, as the service has it, beside those who may decide.
    const called = [
      ...run.needs.approvers,
      ...(services[run.plan.service]?.escalate ?? []).map((one) => one.to),
    ];
    const to = [...new Set(called)].flatMap((name) => {
      const { users = [], slack_group: group } = people[name] ?? {};
      return group === undefined ? users : [group];
    });
    await deps.plans.append({
      planId,
      eventId: 'reminded',
      event: { type: 'reminded', at: now, to },
      ifSeq: seq,
    });
    return;
  }
  if (run.state !== 'approved' && run.state !== 'running' && run.state !== 'verifying') return;
  const since = run.approvals.at(-1)?.at ?? run.plannedAt;
  if (now - since < graceMs || (await deps.queues.isActing(planId))) return;
  deps.log.warn({ planId, state: run.state }, 'queued a plan that nobody works on');
  await deps.queues.runPlan({ planId, turn: `swept-${seq}` });
}

const nobodyDecided: Phrase = {
  en: 'Nobody decided in time, so nothing was run. Ask again: it is checked afresh.',
  fr: 'Personne n’a décidé à temps ; rien n’a été exécuté. Redemandez : tout sera revérifié.',
};
