import type { Clock } from '#base/clock.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Actor } from './events.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { NamesOf } from './request-plan.ts';
import type { PlanStore } from './plan-store.ts';

export type FreezeDeps = {
  readonly plans: Pick<PlanStore, 'freeze' | 'thaw' | 'frozen' | 'note'>;
  readonly catalog: () => Catalog;
  readonly namesOf: NamesOf;
  readonly redact: Redact;
  readonly clock: Clock;
};

/** Stopping everything must be easy: whoever may approve anything may freeze and thaw. */
async function may({ catalog, namesOf }: FreezeDeps, by: Actor): Promise<boolean> {
  const { policy, services } = catalog();
  const own = Object.values(services).flatMap((service) => [service.policy?.high, service.policy?.critical]);
  const approvers = [policy.low, policy.high, policy.critical, ...own].flatMap((one) => one?.approvers ?? []);
  const names = await namesOf(by).catch(() => []);
  return names.some((name) => approvers.includes(name));
}

export function createFreeze(deps: FreezeDeps) {
  return async ({ by, reason }: { readonly by: Actor; readonly reason: string }): Promise<Phrase> => {
    if (!(await may(deps, by))) return notYou;
    const at = deps.clock.now();
    if ((await deps.plans.frozen()) !== undefined) return already;
    await deps.plans.freeze({ by: by.id, reason: deps.redact(reason), at });
    return frozen;
  };
}

export function createThaw(deps: FreezeDeps) {
  return async ({ by }: { readonly by: Actor }): Promise<Phrase> => {
    if (!(await may(deps, by))) return notYou;
    if ((await deps.plans.frozen()) === undefined) return notFrozen;
    await deps.plans.thaw(by.id, deps.clock.now());
    return thawed;
  };
}

const notYou: Phrase = {
  en: 'Only approvers may freeze or thaw actions (`policy` in resus.yaml).',
  fr: 'Seuls les approbateurs peuvent geler ou reprendre les actions (`policy` dans resus.yaml).',
};
const already: Phrase = { en: '🧊 Actions are frozen already.', fr: '🧊 Les actions sont déjà gelées.' };
const notFrozen: Phrase = { en: 'Actions are not frozen.', fr: 'Les actions ne sont pas gelées.' };
const frozen: Phrase = {
  en: '🧊 All actions are frozen: nothing new starts, and what runs stops before its next step. Diagnosing goes on. `/resus thaw` ends it.',
  fr: '🧊 Toutes les actions sont gelées : rien ne démarre, et ce qui tourne s’arrête avant l’étape suivante. Les diagnostics continuent. `/resus thaw` y met fin.',
};
const thawed: Phrase = { en: 'Actions may run again.', fr: 'Les actions peuvent de nouveau s’exécuter.' };
