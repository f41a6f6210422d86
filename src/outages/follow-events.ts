import { applyPlanEvent, type PlanEvent, type PlanRun } from '#actions/events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { applyRunEvent, type Run, type RunEvent } from '#diagnosis/events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { Outage, OutageEvent, OutagePlan, OutageVerdict } from './events.ts';
import type { NamedEvent, OutageStore } from './outage-store.ts';
import { sharedCauseOf } from './shared-cause.ts';

export type FollowEventsDeps = {
  readonly outages: Pick<OutageStore, 'find' | 'append' | 'newestOf'>;
  readonly catalog: () => Catalog;
  /** Whether an action may be asked for without a person: it needs no parameter and is not refused. */
  readonly canPropose: (action: string) => boolean;
};

/** What an outage has to know, decided on the outage as it is then; undefined for nothing. */
type Decide = (outage: Pick<Outage, 'plans'>) => NamedEvent | undefined;

/**
 * Brings the diagnoses and plans of a service into the history of its outage, whoever asked for them. `from` is the first of
 * the events that is new; each of them may come again and then changes nothing.
 */
export function createFollowEvents(deps: FollowEventsDeps) {
  const add = async (
    service: string,
    own: string | undefined,
    id: string,
    at: number,
    decide: Decide,
  ): Promise<void> => {
    const outageId = own ?? (await deps.outages.newestOf(service));
    if (outageId === undefined) return;
    await appendOutageEvent(deps.outages, outageId, ({ outage }) => {
      if (outage.resolved !== undefined) return isPlanOf(outage, own, id) ? decide(outage) : undefined;
      // Followed late, what happened before is no part of it.
      return own === undefined && at < outage.openedAt ? undefined : decide(outage);
    });
  };
  return {
    run: async (runId: string, events: readonly RunEvent[], from: number): Promise<void> => {
      let run: Run | undefined;
      for (const [i, event] of events.entries()) {
        // Many of a fleet, and they change nothing here.
        if (event.type === 'observed') continue;
        run = applyRunEvent(run, runId, event);
        const named = i + 1 < from || run === undefined ? undefined : fromRun(deps, run, event);
        if (run !== undefined && named !== undefined)
          await add(run.service, run.trigger.outage, runId, event.at, () => named);
      }
    },
    plan: async (planId: string, events: readonly PlanEvent[], from: number): Promise<void> => {
      let before: PlanRun | undefined;
      for (const [i, event] of events.entries()) {
        const run = applyPlanEvent(before, planId, event);
        if (i + 1 >= from && run !== undefined)
          await add(run.plan.service, run.outageId, planId, event.at, fromPlan(before, run, event.at, i + 1));
        before = run;
      }
    },
  };
}

/** Also when the outage is over: what waits for an approval must be taken back, and what ran must have its end. */
function isPlanOf({ id, proposed, plans }: Outage, own: string | undefined, planId: string): boolean {
  return (
    own === id && (plans.some((plan) => plan.id === planId) || proposed.some((one) => one.planId === planId))
  );
}

/** What an outage has to know of an event of a diagnosis; undefined while it only goes on. */
function fromRun(
  { catalog, canPropose }: Pick<FollowEventsDeps, 'catalog' | 'canPropose'>,
  { id: runId, service, askedAt, trigger, verdict, state }: Run,
  event: RunEvent,
): NamedEvent | undefined {
  switch (event.type) {
    case 'asked': {
      const why = {
        en: '{who} asked for a diagnosis',
        fr: '{who} a demandé un diagnostic',
        with: { who: trigger.actor },
      };
      return { eventId: `run/${runId}/asked`, event: { type: 'diagnosis_asked', at: askedAt, runId, why } };
    }
    case 'concluded': {
      if (verdict === undefined) return undefined;
      const known = catalog().services[service];
      const root = known === undefined ? undefined : sharedCauseOf(verdict, known);
      const diagnosed: OutageEvent = {
        type: 'diagnosed',
        at: askedAt + event.tookMs,
        runId,
        verdict: outageVerdict(verdict, canPropose),
        ...(root === undefined ? {} : { root }),
      };
      return { eventId: `run/${runId}/${verdict.provisional ? 'provisional' : 'final'}`, event: diagnosed };
    }
    case 'failed': {
      if (state !== 'failed') return undefined;
      const failed: OutageEvent = { type: 'diagnosis_failed', at: event.at, runId, says: event.message };
      return { eventId: `run/${runId}/failed`, event: failed };
    }
    case 'started':
    case 'observed':
    case 'rated':
      return undefined;
  }
}

function outageVerdict(verdict: Verdict, canPropose: (action: string) => boolean): OutageVerdict {
  const { id, outcome, headline, provisional, remedies, unseenHosts } = verdict;
  const actions = remedies.map(({ action }) => action).filter(canPropose);
  const partial = unseenHosts === undefined ? {} : ({ isPartial: true } as const);
  return { id, outcome, headline, provisional, remedies: actions, ...partial };
}

/** What an outage has to know of the `number`th event of a plan: that it moved, or that it is there at all. */
function fromPlan(before: PlanRun | undefined, run: PlanRun, at: number, number: number): Decide {
  const { id, plan, state, outcome, requester } = run;
  const moved: OutagePlan = {
    id,
    action: plan.action,
    title: plan.title,
    state,
    ...(outcome === undefined ? {} : { outcome }),
    isOwn: requester.id === 'resus',
  };
  const hasMoved = before?.state !== state;
  return ({ plans }) =>
    hasMoved || plans.every((one) => one.id !== id)
      ? { eventId: `plan/${id}/${number}`, event: { type: 'plan_moved', at, plan: moved } }
      : undefined;
}

/** Whether an outage knows a plan as it is. */
export function knows({ plans }: Pick<Outage, 'plans'>, { id, state, outcome }: PlanRun): boolean {
  const known = plans.find((one) => one.id === id);
  return known?.state === state && known.outcome === outcome;
}
