import { systemClock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Redact } from '#redaction/redact.ts';
import { say } from '#base/phrase.ts';
import type { PlanUseCases } from '#bot/use-cases.ts';
import { pendingApprovers } from '#actions/pending-approvers.ts';
import { createRequestPlan } from '#actions/request-plan.ts';
import { createDecidePlan } from '#actions/decide-plan.ts';
import { createFreeze, createThaw } from '#actions/freeze-actions.ts';
import type { Screen } from '#jobs/screen.ts';
import type { Library } from '#runbooks/library.ts';
import type { PlanRun } from '#actions/events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Clients } from '#slack/client.ts';
import { createCheckCode } from '#actions/check-code.ts';
import { createMemberships, type Memberships } from '#slack/memberships.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import type { Log } from '#base/log.ts';
import type { RedisServices } from './redis-services.ts';

export type PlansDeps = Pick<RedisServices, 'plans' | 'queues' | 'outbox' | 'codes'> & {
  readonly screen: Screen;
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  readonly client?: Clients['interactive'];
  readonly redact: Redact;
  readonly log: Log;
};

/** What people do about plans, the same behind Slack and the command line. */
export function createPlanUseCases(deps: PlansDeps): PlanUseCases {
  const clock = systemClock;
  const { namesOf, usersIn } = createMemberships({ ...deps, clock });
  const both = { ...deps, namesOf, clock };
  return {
    ask: createRequestPlan(both),
    decide: createDecidePlan({
      ...both,
      checkCode: createCheckCode(deps),
      alarm: createAlarm({ ...deps, usersIn }),
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

/** Who approves alone is seen by all: in the service's channel, else in the ops channel; and its owners in private. */
function createAlarm({ outbox, queues, catalog, usersIn }: PlansDeps & Pick<Memberships, 'usersIn'>) {
  const postNotice = createPostNotice({ outbox, wake: queues.pump });
  return async (run: PlanRun): Promise<void> => {
    const { slack, services } = catalog();
    const service = services[run.plan.service];
    const channel = service?.channel ?? slack.channel ?? run.trigger.channel;
    const alone = run.approvals.at(-1);
    if (channel === undefined || alone?.breakGlass === undefined) return;
    const text = say(service?.locale ?? slack.locale, {
      en: '🚨 Break-glass: {who} approved `{action}` on {service} alone: “{reason}” ({id})',
      fr: '🚨 Bris de glace : {who} a approuvé seul `{action}` sur {service} : « {reason} » ({id})',
      with: {
        who: alone.by.id,
        action: run.plan.action,
        service: run.plan.service,
        reason: alone.breakGlass,
        id: run.id,
      },
    });
    await postNotice(idOf('alarm', run.id), channel, text);
    const owners = await usersIn(service?.owners ?? []);
    await Promise.all(owners.map((owner) => postNotice(idOf('alarm', run.id, owner), owner, text)));
  };
}
