import type { Actor, Needs } from './events.ts';
import type { Risk } from '#runbooks/risk.ts';
import type { Catalog, Service } from '#catalog/catalog.ts';

const needed: Readonly<Record<Risk, number>> = { low: 0, high: 1, critical: 2 };
const expiresAfterMs = 15 * 60_000;
/** The third restart in half an hour cures nothing. */
const usualBudget = { actions: 2, perMs: 30 * 60_000 };

export type Policy = Needs & { readonly expiresMs: number };

/**
 * The approvals that a plan of this risk needs for this service: the service's own rule, else the common one, else
 * the default.
 */
export function policyOf(catalog: Catalog, service: Service, risk: Risk): Policy {
  const common = catalog.policy[risk];
  const own = service.policy?.[risk];
  return {
    need: own?.need ?? common?.need ?? needed[risk],
    approvers: own?.approvers ?? common?.approvers ?? [],
    secondFactor: own?.second_factor ?? common?.second_factor ?? false,
    breakGlass: catalog.policy.break_glass && (own?.need ?? common?.need ?? needed[risk]) > 0,
    expiresMs: own?.expires ?? common?.expires ?? expiresAfterMs,
  };
}

/**
 * The same for who asks: what Resus proposes by itself always waits for a person, except low risk where the catalog says
 * so in as many words.
 */
export function policyFor(catalog: Catalog, service: Service, risk: Risk, requester: Actor): Policy {
  const policy = policyOf(catalog, service, risk);
  const mayRunAlone = risk === 'low' && catalog.outages.auto_approve === 'low';
  if (requester.id !== 'resus' || mayRunAlone || policy.need > 0) return policy;
  // Whoever may say yes to more may say yes to this.
  const { approvers } = policy.approvers.length > 0 ? policy : policyOf(catalog, service, 'high');
  return { ...policy, need: 1, approvers };
}

export function budgetOf(
  catalog: Catalog,
  service: Service,
): { readonly actions: number; readonly perMs: number } {
  const set = service.policy?.budget ?? catalog.policy.budget;
  return set === undefined ? usualBudget : { actions: set.actions, perMs: set.per };
}

/** Whether someone may ask for actions: everyone, or members of the named people. */
export function mayRequest(catalog: Catalog, names: readonly string[]): boolean {
  const { request } = catalog.policy;
  return request.includes('everyone') || request.some((name) => names.includes(name));
}
