import type { Catalog } from '#catalog/catalog.ts';
import { type PlanAsk, type PlanDeps, planOf } from './plan-of.ts';
import { stepsOf } from './plan.ts';
import { type Helper, titleOf } from './render-step.ts';
import type { Remedy } from '#runbooks/verdict.ts';

/**
 * An action as it would look for this service, from what the diagnosis saw: the same rendering as a plan's. Without
 * commands when a person must still give something; undefined when it is not for this service at all.
 */
function remedyOf(deps: PlanDeps, ask: PlanAsk): Remedy | undefined {
  const planned = planOf(deps, ask);
  if ('refused' in planned) {
    const { action, title, risk } = ask.action;
    const named = { ...title, with: { service: titleOf(ask.service) } };
    return planned.isNotFor === true ? undefined : { action, title: named, risk, commands: [] };
  }
  const { action, title, risk } = planned.plan;
  const commands = stepsOf(planned.plan).flatMap(({ doing }) => {
    if (doing.via === 'ssh') return [doing.command];
    return doing.via === 'platform' ? [`${doing.call.method} ${doing.call.url}${doing.call.path}`] : [];
  });
  return { action, title, risk, commands: [...new Set(commands)] };
}

/** The remedies of a diagnosis, rendered from the catalog of now. */
export function createRemedyPreview({
  catalog,
  helper,
}: {
  readonly catalog: () => Catalog;
  readonly helper: Helper;
}) {
  return (ask: Omit<PlanAsk, 'params'>): Remedy | undefined =>
    remedyOf(forShow(catalog(), helper), { ...ask, params: {} });
}

/** Remedies are shown, not run: the catalog's own words say well enough where. A plan resolves each host in full. */
function forShow(known: Catalog, helper: Helper): PlanDeps {
  return {
    catalog: known,
    helper,
    loginOf: (name) => {
      const host = known.hosts[name];
      if (host === undefined) return undefined;
      const { address = host.ssh_config ?? name, port, user = 'resus' } = host;
      return { host: name, address, port, user, hostKey: '' };
    },
  };
}
