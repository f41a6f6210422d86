import { type PlanAsk, type PlanDeps, planOf } from './plan-of.ts';
import { stepsOf } from './plan.ts';
import { titleOf } from './render-step.ts';
import type { Remedy } from '#runbooks/verdict.ts';

/**
 * An action as it would look for this service, from what the diagnosis saw: the same rendering as a plan's. Without
 * commands when a person must still give something; undefined when it is not for this service at all.
 */
export function remedyOf(deps: PlanDeps, ask: PlanAsk): Remedy | undefined {
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
