import { createSetOffBy } from './set-off-by.ts';
import { createLookAtService } from '#diagnosis/look-at-service.ts';
import { hostname } from 'node:os';
import type { AskPlan } from '#actions/plan-commands.ts';
import { createChannelIds } from '#slack/channel-ids.ts';
import type { Trigger } from '#diagnosis/events.ts';
import { systemClock } from '#base/clock.ts';
import { declineForMs, expired, otherCatalog, type JobOutcome } from '#base/job-outcome.ts';
import type { Look } from '#diagnosis/observe-service.ts';
import { createMakePlan } from '#actions/make-plan.ts';
import type { MakePlanPayload } from '#actions/payloads.ts';
import { createRunPlan } from '#actions/run-plan.ts';
import { createSweepPlans } from '#actions/sweep-plans.ts';
import type { Helper } from '#actions/render-step.ts';
import type { Pool } from '#ssh/pool.ts';
import type { ProcessContext } from './process-context.ts';
import { createResolveLogin, openStepExecutor } from './step-executor.ts';
import type { RedisServices } from './redis-services.ts';
import { channelWithinMs } from './outages.ts';
import { sleepUntil, within } from './sleep.ts';
import type { Threads } from './threads.ts';

export type ActingDeps = Pick<RedisServices, 'runs' | 'outages' | 'plans' | 'queues'> &
  Pick<ProcessContext, 'catalog' | 'library' | 'redact' | 'log' | 'clients'> & {
    readonly threads: Threads;
    readonly look: Look;
    readonly pool: Pool;
    readonly helper: Helper;
  };

/** The part of a worker that makes plans, runs them and sweeps after them. */
export function createActing(deps: ActingDeps) {
  const { pool, log } = deps;
  const catalog = deps.catalog.current;
  const parts = {
    ...deps,
    catalog,
    library: () => deps.library,
    clock: systemClock,
    lookAtService: createLookAtService({ ...deps, catalog, library: () => deps.library, clock: systemClock }),
    sleep: sleepUntil,
    executor: openStepExecutor(pool, catalog),
    resolveLogin: createResolveLogin(pool),
    worker: `${hostname()}/${process.pid}`,
    setOffBy: createSetOffBy(deps, catalog),
    tell: deps.threads.runs.tell,
    showTail: deps.threads.plans.showTail,
  };
  const makePlan = createMakePlan(parts);
  const channelIds = createChannelIds(deps.clients.interactive);
  /** The command line knows channels by name; Slack edits messages by the id only. */
  const withId = async (trigger: Trigger): Promise<Trigger> => {
    if (trigger.channel?.startsWith('#') !== true) return trigger;
    const found = channelIds.find(trigger.channel).catch(() => undefined);
    const channel = await within(channelWithinMs, found);
    return channel === undefined ? trigger : { ...trigger, channel };
  };
  return {
    makePlan: async (
      { planId, catalogHash, notAfter, ...payload }: MakePlanPayload,
      signal: AbortSignal,
    ): Promise<JobOutcome> => {
      // It came through JSON, which has no undefined.
      const ask = payload.ask as AskPlan;
      const isLate = systemClock.now() > notAfter;
      const isOther = catalogHash !== catalog().hash;
      if (isOther && !isLate) return { end: 'later', inMs: declineForMs };
      if (isOther || isLate) {
        log.warn({ planId }, 'declined to make a plan');
        await deps.threads.runs.tell(
          `${planId}.refused`,
          ask.service,
          ask.trigger,
          isOther ? otherCatalog : expired,
        );
        return { end: 'done' };
      }
      await makePlan(planId, { ...ask, trigger: await withId(ask.trigger) }, signal);
      return { end: 'done' };
    },
    runPlan: createRunPlan(parts),
    sweepPlans: createSweepPlans(parts),
  };
}
