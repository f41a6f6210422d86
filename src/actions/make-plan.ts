import type { AskPlan } from './plan-commands.ts';
import { policyFor } from './policy.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import { digestOf } from './plan-digest.ts';
import { type PlanDeps, type Planned, planOf } from './plan-of.ts';
import type { Trigger } from '#diagnosis/events.ts';
import type { Login, PlanEvidence } from './plan.ts';
import type { Helper } from './render-step.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import type { Service } from '#catalog/catalog.ts';
import { holdsSecret } from './request-plan.ts';
import type { LookDeps, SeenService } from './look-at-service.ts';
import type { PlanStore } from './plan-store.ts';
import type { ActionQueue } from './payloads.ts';

export type MakePlanDeps = LookDeps & {
  readonly plans: Pick<PlanStore, 'append' | 'find' | 'record'>;
  /** Says in the thread why there is no plan. */
  readonly tell: (id: string, service: string, trigger: Trigger, says: Phrase) => Promise<void>;
  readonly queues: Pick<ActionQueue, 'runPlan'>;
  readonly helper: Helper;
  /** Resolves where commands for a host would really go; undefined when that cannot be known. */
  readonly resolveLogin: (host: string) => Promise<Login | undefined>;
  readonly redact: Redact;
  /** Finds who else set it off: by the diagnosis whose remedy it is, by the outage that it is for. */
  readonly setOffBy: (ask: AskPlan) => Promise<readonly string[]>;
};

/** From an ask to a card that waits for its yes, or to the reason why there is none. */
export function createMakePlan(deps: MakePlanDeps) {
  return async (planId: string, ask: AskPlan, signal: AbortSignal): Promise<void> => {
    if ((await deps.plans.find(planId)) !== undefined) return;
    const refuse = (says: Phrase): Promise<void> =>
      deps.tell(`${planId}.refused`, ask.service, ask.trigger, says);
    const service = deps.catalog().services[ask.service];
    if (service === undefined) return refuse(serviceGone(ask.service));
    const seen = await deps.lookAtService(service, planId, signal);
    const planned = await planNow(deps, { ask, service, seen });
    if ('refused' in planned) return refuse(planned.refused);
    const { plan } = planned;
    const text = JSON.stringify(plan);
    if (deps.redact(text) !== text) return refuse(holdsSecret);

    const setOffBy = await deps.setOffBy(ask);
    const at = deps.clock.now();
    const { expiresMs, ...needs } = policyFor(deps.catalog(), service, plan.risk, ask.requester);
    await deps.plans.append({
      planId,
      eventId: 'planned',
      event: {
        type: 'planned',
        at,
        plan,
        digest: digestOf(plan),
        requester: ask.requester,
        setOffBy,
        trigger: ask.trigger,
        needs,
        asked: { params: ask.params, ...(ask.host === undefined ? {} : { host: ask.host }) },
        expiresAt: at + expiresMs,
        ...(ask.outageId === undefined ? {} : { outageId: ask.outageId }),
        ...replyTo(ask),
        record: await deps.plans.record(service.name, plan.action),
      },
    });
    const made = await deps.plans.find(planId);
    if (made?.run.state === 'approved') await deps.queues.runPlan({ planId, turn: 'approved' });
  };
}

/** In the thread of its outage, else of the diagnosis whose remedy it is. */
function replyTo({ outageId, runId, trigger }: AskPlan): { readonly replyTo?: string } {
  if (trigger.threadTs !== undefined) return {};
  const about = outageId ?? runId;
  return about === undefined ? {} : { replyTo: `${about}.parent` };
}

export type PlanNow = {
  readonly ask: Pick<AskPlan, 'action' | 'host' | 'params' | 'runId'>;
  readonly service: Service;
  readonly seen: SeenService;
  /** The verdict that an earlier plan was to cure: kept as the evidence while it still holds. */
  readonly cured?: string;
};

/** The plan as it would be made of what is seen right now: what approval is compared with before anything runs. */
export async function planNow(
  deps: LookDeps & Pick<MakePlanDeps, 'helper' | 'resolveLogin'> & { readonly library: LookDeps['library'] },
  { ask, service, seen, cured }: PlanNow,
): Promise<Planned> {
  const action = deps.library().actions.get(ask.action);
  if (action === undefined) return { refused: actionGone(ask.action) };
  const hosts = [...new Set([...service.hosts, ...needHosts(service)])];
  const logins = new Map(
    await Promise.all(hosts.map(async (host) => [host, await deps.resolveLogin(host)] as const)),
  );
  const planDeps: PlanDeps = {
    catalog: deps.catalog(),
    helper: deps.helper,
    loginOf: (host) => logins.get(host),
  };
  return planOf(planDeps, {
    action,
    service,
    ...(ask.host === undefined ? {} : { host: ask.host }),
    params: ask.params,
    observations: seen.observations,
    evidence: evidenceOf(seen.verdict, ask.runId, cured),
  });
}

function evidenceOf(
  verdict: Verdict,
  runId: string | undefined,
  cured: string | undefined,
): Omit<PlanEvidence, 'facts'> {
  const run = runId === undefined ? {} : { runId };
  if (verdict.outcome !== 'faulty') return run;
  const causes = [verdict, ...verdict.otherCauses];
  const cause = causes.find(({ id }) => id === cured) ?? verdict;
  return { ...run, verdictId: cause.id, cures: cause.headline };
}

function needHosts(service: Service): string[] {
  return service.needs.flatMap((need) =>
    Object.values(need).flatMap(({ host }) => (host === undefined ? [] : [host])),
  );
}

function serviceGone(service: string): Phrase {
  return {
    en: '{service} is no longer in the catalog; nothing was planned.',
    fr: '{service} n’est plus au catalogue ; rien n’a été planifié.',
    with: { service },
  };
}
function actionGone(action: string): Phrase {
  return {
    en: 'There is no action `{action}` any more; nothing was planned.',
    fr: 'Il n’y a plus d’action `{action}` ; rien n’a été planifié.',
    with: { action },
  };
}
