import type { AskedPlan, AskPlan } from './plan-commands.ts';
import { mayRequest } from './policy.ts';
import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Library } from '#runbooks/library.ts';
import type { Actor } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { closestTo, findService } from '#catalog/find-service.ts';
import { startWithinMs } from '#base/job-outcome.ts';
import type { PlanStore } from './plan-store.ts';
import type { ActionQueue } from './payloads.ts';

/**
 * The `people` of the catalog that someone belongs to at this moment. Rejects when Slack cannot be asked: nobody
 * guesses.
 */
export type NamesOf = (actor: Actor) => Promise<readonly string[]>;

export type AskPlanDeps = {
  readonly catalog: () => Catalog;
  readonly library: () => Library;
  readonly plans: Pick<PlanStore, 'frozen'>;
  readonly namesOf: NamesOf;
  readonly queues: Pick<ActionQueue, 'makePlan'>;
  readonly redact: Redact;
  readonly clock: Clock;
};

/** Takes an ask for an action: what can be said at once is; the plan itself needs a fresh look, and so a worker. */
export function createRequestPlan(deps: AskPlanDeps) {
  return async (ask: AskPlan): Promise<AskedPlan> => {
    const catalog = deps.catalog();
    const found = findService(catalog, ask.service);
    if (!('service' in found))
      return { outcome: 'closest', what: 'service', asked: ask.service, names: found.closest };
    const { service } = found;
    const { actions } = deps.library();
    const action = actions.get(ask.action);
    if (action === undefined)
      return {
        outcome: 'closest',
        what: 'action',
        asked: ask.action,
        names: closestTo(ask.action, [...actions.keys()]),
      };
    if (action.refuse !== undefined) return { outcome: 'refused', message: action.refuse };
    if (ask.host !== undefined && !service.hosts.includes(ask.host))
      return { outcome: 'refused', message: noSuchHost(service.name, ask.host, service.hosts) };
    if (!catalog.policy.request.includes('everyone') && ask.requester.id !== 'resus') {
      const names = await deps.namesOf(ask.requester);
      if (!mayRequest(catalog, names))
        return { outcome: 'refused', message: mayNotAsk(catalog.policy.request) };
    }
    // A job is clear text in Redis: what looks like a secret does not even get there.
    const typed = JSON.stringify(ask.params);
    if (deps.redact(typed) !== typed) return { outcome: 'refused', message: holdsSecret };
    const frozen = await deps.plans.frozen();
    if (frozen !== undefined) return { outcome: 'refused', message: isFrozen(frozen) };
    const planId = idOf('plan', ask.trigger.by, ask.triggerId);
    const notAfter = deps.clock.now() + startWithinMs;
    await deps.queues.makePlan({
      planId,
      ask: { ...ask, service: service.name, params: { ...ask.params } },
      catalogHash: catalog.hash,
      notAfter,
    });
    return { outcome: 'asked', planId };
  };
}

export const holdsSecret: Phrase = {
  en: 'The plan would hold a secret, so it is not made: a card, an audit and a log must not have it. Put the secret into a file or a variable and name it (`file:…`, `env:…`).',
  fr: 'Le plan contiendrait un secret, il n’est donc pas fait : ni carte, ni audit, ni journal ne doivent l’avoir. Mettez le secret dans un fichier ou une variable et nommez-le (`file:…`, `env:…`).',
};

export function isFrozen({ by, reason }: { readonly by: string; readonly reason: string }): Phrase {
  return {
    en: 'All actions are frozen by {by}[: {reason}]. `/resus thaw` lets them go on.',
    fr: 'Toutes les actions sont gelées par {by}[ : {reason}]. `/resus thaw` les reprend.',
    with: { by, reason: reason === '' ? undefined : reason },
  };
}

function mayNotAsk(request: readonly string[]): Phrase {
  return {
    en: 'Only {who} may ask for actions (`policy.request` in resus.yaml). `/diagnose` is for everyone.',
    fr: 'Seuls {who} peuvent demander des actions (`policy.request` dans resus.yaml). `/diagnose` est pour tous.',
    with: { who: request },
  };
}

function noSuchHost(service: string, host: string, hosts: readonly string[]): Phrase {
  return {
    en: '{service} does not run on "{host}". Its hosts: {hosts}.',
    fr: '{service} ne tourne pas sur « {host} ». Ses hôtes : {hosts}.',
    with: { service, host, hosts },
  };
}
