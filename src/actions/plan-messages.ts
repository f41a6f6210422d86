import type { Phrase } from '#base/phrase.ts';
import type { PlanStep } from './plan.ts';
import type { Service } from '#catalog/catalog.ts';
import { isFrozen } from './request-plan.ts';
import type { Hold } from './plan-store.ts';

/** How a plan ended, as the one who waits for it reads it. */
export function notHeld(held: Exclude<Hold, { outcome: 'held' | 'superseded' }>, now: number): Phrase {
  switch (held.outcome) {
    case 'busy':
      return {
        ...busy,
        with: {
          target: held.target,
          by: held.holder.by,
          action: held.holder.action,
          planId: held.holder.planId,
          s: Math.round((now - held.holder.since) / 1000),
        },
      };
    case 'over_budget':
      return { ...overBudget, with: { actions: held.actions, minutes: Math.round(held.perMs / 60_000) } };
    case 'frozen':
      return isFrozen(held.frozen);
  }
}

export const serviceGone: Phrase = {
  en: 'The service is no longer in the catalog.',
  fr: 'Le service n’est plus au catalogue.',
};
export const approvedTooLongAgo: Phrase = {
  en: 'It was approved, but no worker took it up in time; what was approved may no longer fit. Check `/resus status`, then ask again.',
  fr: 'Approuvé, mais aucun ouvrier ne l’a pris à temps ; ce qui fut approuvé ne convient peut-être plus. Vérifiez `/resus status`, puis redemandez.',
};
export const recovered: Phrase = {
  en: '{service} recovered by itself meanwhile, so nothing was run.',
  fr: '{service} s’est rétabli de lui-même entre-temps ; rien n’a été exécuté.',
};
export const changedSince: Phrase = {
  en: 'What would run now is not what was approved, so nothing was run. Ask again and look at the new plan:',
  fr: 'Ce qui s’exécuterait maintenant n’est pas ce qui fut approuvé ; rien n’a été exécuté. Redemandez et regardez le nouveau plan :',
};
const busy: Phrase = {
  en: '{target} is being worked on already: `{action}` by {by} since {s} s ({planId}). Wait until that has ended, then ask again.',
  fr: '{target} est déjà en cours d’intervention : `{action}` par {by} depuis {s} s ({planId}). Attendez la fin, puis redemandez.',
};
const overBudget: Phrase = {
  en: 'The budget is used up: {actions} actions on this service within {minutes} minutes did not help for good. Look for the cause instead of restarting once more; the owners should know.',
  fr: 'Le budget est épuisé : {actions} actions sur ce service en {minutes} minutes n’ont pas aidé durablement. Cherchez la cause plutôt que de relancer ; les responsables doivent le savoir.',
};
export const cancelledBetween: Phrase = {
  en: 'Stopped before the next step; nothing of it is running.',
  fr: 'Arrêté avant l’étape suivante ; rien n’en tourne.',
};
export const cancelledNow: Phrase = {
  en: 'Stopped in the middle of a step. Its processes are gone, all of them. Diagnose the service to see what it left.',
  fr: 'Arrêté au milieu d’une étape. Ses processus ont tous disparu. Rediagnostiquez le service pour voir l’état laissé.',
};
export const frozenMeanwhile: Phrase = {
  en: 'All actions were frozen meanwhile; it stopped before the next step.',
  fr: 'Toutes les actions ont été gelées entre-temps ; arrêt avant l’étape suivante.',
};
export const noLongerApproved: Phrase = {
  en: 'It was no longer approved when the next step was due; nothing more was run.',
  fr: 'Il n’était plus approuvé quand l’étape suivante est venue ; rien de plus n’a été exécuté.',
};
export const ranAll: Phrase = {
  en: 'Every step ran as planned.',
  fr: 'Toutes les étapes ont été exécutées.',
};
export function curedNow(service: Service): Phrase {
  return {
    en: '{service} is well again, seen from outside over the whole window.',
    fr: '{service} va de nouveau bien, vu de l’extérieur pendant toute la fenêtre.',
    with: { service: service.title ?? service.name },
  };
}
/** Nothing seen is wrong, so nothing is taken back; and nothing is proven either. */
export function notProven(unseen: readonly string[]): Phrase {
  return {
    en: 'Every step ran and what could be seen is well, but not all could be seen: {unseen}. Diagnose it again.',
    fr: 'Toutes les étapes ont été exécutées et ce qui a pu être vu va bien, mais tout n’a pas pu être vu : {unseen}. Rediagnostiquez.',
    with: { unseen: unseen.join(', ') },
  };
}
export function stillWrong(headline: Phrase): Phrase {
  return nested(headline, {
    en: 'Every step ran, but the service is not well: {headline} Diagnose it again for what helps now.',
    fr: 'Toutes les étapes ont été exécutées, mais le service ne va pas bien : {headline} Rediagnostiquez pour savoir quoi faire.',
  });
}
export function rolledBack(headline: Phrase): Phrase {
  return nested(headline, {
    en: 'It did not cure ({headline}), so the way back that stood on the card was taken.',
    fr: 'Sans guérison ({headline}) ; le retour en arrière de la carte a été exécuté.',
  });
}
/** A sentence with another in it, in each language its own. */
function nested(inner: Phrase, outer: { readonly en: string; readonly fr: string }): Phrase {
  return {
    en: outer.en.replace('{headline}', () => inner.en),
    fr: outer.fr.replace('{headline}', () => inner.fr),
    ...(inner.with === undefined ? {} : { with: inner.with }),
  };
}
export function stillThere({ host, pid }: { readonly host: string; readonly pid: number }): Phrase {
  return {
    en: 'Stopped, but something is *still running* on {host}: process group {pid}. End it there by hand (`kill -KILL -- -{pid}` as its owner).',
    fr: 'Arrêté, mais quelque chose *tourne encore* sur {host} : groupe {pid}. Terminez-le là-bas (`kill -KILL -- -{pid}` en tant que propriétaire).',
    with: { host, pid },
  };
}
export function stepFailed(step: PlanStep, outcome: string, code: number | undefined): Phrase {
  return {
    en: 'The step `{step}` {how}[ (exit code {code})]; nothing after it was run. What it said is below.',
    fr: 'L’étape `{step}` {how}[ (code {code})] ; rien après elle n’a été exécuté. Sa sortie est ci-dessous.',
    with: { step: step.id, how: outcome.replaceAll('_', ' '), code },
  };
}
