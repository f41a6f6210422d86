import type { Log } from '#base/log.ts';
import type { NamedEvent, OutageStore } from './outage-store.ts';
import type { Outage, OutageEvent, OutagePlan, OutageVerdict } from './events.ts';
import { sharedCauseOf } from './shared-cause.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Run } from '#diagnosis/events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Clock } from '#base/clock.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import type { Screen } from '#jobs/screen.ts';

export type HearDeps = {
  readonly outages: OutageStore;
  readonly catalog: () => Catalog;
  /** What can be asked for without a person: remedies that need no parameter and are not refused. */
  readonly canPropose: (action: string) => boolean;
  readonly advance: (outageId: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * A screen through which the outage of a service hears of its diagnoses and plans, whoever asked for them. What is missed
 * (a process died in between) is read from them by the sweeper.
 */
export function createHearingScreen(deps: HearDeps, screen: Screen): Screen {
  const hear = async (service: string, own: string | undefined, id: string, tell: Tell): Promise<void> => {
    const outageId = own ?? (await deps.outages.newestOf(service));
    if (outageId === undefined) return;
    const changed = await appendOutageEvent(deps.outages, outageId, ({ outage }) =>
      outage.resolved === undefined || isPlanOf(outage, own, id) ? tell(outage) : undefined,
    );
    if (changed?.isNew !== true) return;
    await deps.advance(outageId).catch((error: unknown) => {
      deps.log.warn({ err: error, outageId, id }, 'an outage is tended later');
    });
  };
  const safely = (id: string, heard: Promise<void>): Promise<void> =>
    heard.catch((error: unknown) => deps.log.warn({ err: error, id }, 'an outage hears of this later'));
  return {
    ...screen,
    show: async (run, seq) => {
      const event = runEvent(deps, run);
      await Promise.all([
        screen.show(run, seq),
        event === undefined
          ? undefined
          : safely(
              run.id,
              hear(run.service, run.trigger.outage, run.id, () => event),
            ),
      ]);
    },
    showPlan: async (run, seq, live) => {
      // A tail of output changes nothing for the outage.
      const isMove = live === undefined || live.count === 0;
      await Promise.all([
        screen.showPlan(run, seq, live),
        isMove
          ? safely(run.id, hear(run.plan.service, run.outageId, run.id, planTeller(deps, run)))
          : undefined,
      ]);
    },
  };
}

/** Also when the outage is over: what waits for an approval must be taken back, and what ran must have its end. */
function isPlanOf({ id, proposed, plans }: Outage, own: string | undefined, planId: string): boolean {
  return (
    own === id && (plans.some((plan) => plan.id === planId) || proposed.some((one) => one.planId === planId))
  );
}

type Tell = (outage: { readonly plans: readonly OutagePlan[] }) => NamedEvent | undefined;

/** What an outage has to know of a run in this state; undefined while it only goes on. */
export function runEvent(
  { catalog, canPropose, clock }: Pick<HearDeps, 'catalog' | 'canPropose' | 'clock'>,
  run: Run,
): NamedEvent | undefined {
  const { id: runId, verdict, state, askedAt, service } = run;
  if (verdict !== undefined) {
    const known = catalog().services[service];
    const root = known === undefined ? undefined : sharedCauseOf(verdict, known);
    const event: OutageEvent = {
      type: 'diagnosed',
      at: askedAt + (run.tookMs ?? 0),
      runId,
      verdict: outageVerdict(verdict, canPropose),
      ...(root === undefined ? {} : { root }),
    };
    return { eventId: `run/${runId}/${verdict.provisional ? 'provisional' : 'final'}`, event };
  }
  if (state === 'failed' && run.failure !== undefined)
    return {
      eventId: `run/${runId}/failed`,
      event: { type: 'diagnosis_failed', at: clock.now(), runId, says: run.failure },
    };
  if (state !== 'asked') return undefined;
  const why = {
    en: '{who} asked for a diagnosis',
    fr: '{who} a demandé un diagnostic',
    with: { who: run.trigger.actor },
  };
  return { eventId: `run/${runId}/asked`, event: { type: 'diagnosis_asked', at: askedAt, runId, why } };
}

function outageVerdict(verdict: Verdict, canPropose: (action: string) => boolean): OutageVerdict {
  const { id, outcome, headline, provisional, remedies, unseenHosts } = verdict;
  const actions = remedies.map(({ action }) => action).filter(canPropose);
  const partial = unseenHosts === undefined ? {} : ({ isPartial: true } as const);
  return { id, outcome, headline, provisional, remedies: actions, ...partial };
}

export function planTeller({ clock }: Pick<HearDeps, 'clock'>, run: PlanRun): Tell {
  const { id, plan, state, outcome, requester } = run;
  const moved: OutagePlan = {
    id,
    action: plan.action,
    title: plan.title,
    state,
    ...(outcome === undefined ? {} : { outcome }),
    isOwn: requester.id === 'resus',
  };
  return ({ plans }) => {
    const known = plans.find((one) => one.id === id);
    if (known?.state === state && known.outcome === outcome) return undefined;
    const at = run.endedAt ?? clock.now();
    const eventId = `plan/${id}/${state}/${run.ran.length}`;
    return { eventId, event: { type: 'plan_moved', at, plan: moved } };
  };
}
