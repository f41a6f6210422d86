import type { Locale } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { PutMessages } from '#slack/put-messages.ts';
import type { LiveTail } from './cards/plan-progress-card.ts';
import type { PlanRun } from './events.ts';
import type { PlanStore } from './plan-store.ts';
import { messagesOfPlan } from './show-plan.ts';

export type PlanThread = {
  /** Follows the log. Idempotent. */
  readonly show: (planId: string) => Promise<void>;
  /** What a running step printed last, counted up between two events. Nobody waits for it. */
  readonly showTail: (
    run: PlanRun,
    seq: number,
    live: { readonly tail: LiveTail; readonly count: number },
  ) => Promise<void>;
};

export type PlanThreadDeps = {
  readonly put: PutMessages;
  /** Makes sure that the first message of an outage or a diagnosis is on its way before replies are. Answers its channel. */
  readonly showParent: (id: string) => Promise<string | undefined>;
  readonly plans: Pick<PlanStore, 'find'>;
  readonly catalog: () => Catalog;
};

/** Where people watch a plan. */
export function createPlanThread(deps: PlanThreadDeps): PlanThread {
  const localeOf = ({ plan: { service } }: PlanRun): Locale => {
    const { services, slack } = deps.catalog();
    return services[service]?.locale ?? slack.locale;
  };
  return {
    show: async (planId) => {
      const stored = await deps.plans.find(planId);
      if (stored === undefined) return;
      const run = await placed(deps, stored.run);
      await deps.put(messagesOfPlan(run, stored.seq, localeOf(run)));
    },
    showTail: async (run, seq, live) => {
      if (run.trigger.channel !== undefined) await deps.put(messagesOfPlan(run, seq, localeOf(run), live));
    },
  };
}

/** An outage may have found its channel after it had asked for this. */
async function placed({ showParent }: PlanThreadDeps, run: PlanRun): Promise<PlanRun> {
  const { trigger, replyTo } = run;
  if (replyTo === undefined) return run;
  const channel = await showParent(replyTo.replace(/\.parent$/, ''));
  return trigger.channel !== undefined || channel === undefined || run.outageId === undefined
    ? run
    : { ...run, trigger: { ...trigger, channel } };
}
