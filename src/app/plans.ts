import { systemClock } from '#base/clock.ts';
import type { Redact } from '#redaction/redact.ts';
import type { PlanUseCases } from '#bot/use-cases.ts';
import { pendingApprovers } from '#actions/pending-approvers.ts';
import { createRequestPlan } from '#actions/request-plan.ts';
import { createDecidePlan } from '#actions/decide-plan.ts';
import { createFreeze, createThaw } from '#actions/freeze-actions.ts';
import type { Library } from '#runbooks/library.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import { createCheckCode } from '#actions/check-code.ts';
import { createMemberships } from '#slack/memberships.ts';
import type { Log } from '#base/log.ts';
import type { RedisServices } from './redis-services.ts';

export type PlansDeps = Pick<RedisServices, 'plans' | 'queues' | 'codes'> & {
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  readonly client?: Clients['interactive'];
  readonly redact: Redact;
  readonly log: Log;
};

/** The use cases of plans, the same behind Slack and the command line. */
export function createPlanUseCases(deps: PlansDeps): PlanUseCases {
  const clock = systemClock;
  const { namesOf, listedNamesOf } = createMemberships({ ...deps, clock });
  const both = { ...deps, namesOf, listedNamesOf, clock };
  return {
    ask: createRequestPlan(both),
    decide: createDecidePlan({
      ...both,
      checkCode: createCheckCode(deps),
    }),
    freeze: createFreeze(both),
    thaw: createThaw(both),
    waitingFor: async (user, plans) => {
      if (plans.every(({ state }) => state !== 'waiting')) return [];
      const names = await namesOf({ id: user });
      return plans.filter((run) => pendingApprovers(run, user, names)).map(({ id }) => id);
    },
    actions: () =>
      [...deps.library().actions.values()]
        .filter(({ refuse }) => refuse === undefined)
        .map(({ action, title, risk }) => ({ action, title, risk })),
  };
}
