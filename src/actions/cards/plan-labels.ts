import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { PlanEnd, PlanRun } from '../events.ts';
import type { Risk } from '#runbooks/risk.ts';

export const endSign: Readonly<Record<PlanEnd, string>> = {
  fixed: '✅',
  not_all_seen: '⚪',
  done: '✅',
  not_fixed: '🔴',
  rolled_back: '↩️',
  failed: '❌',
  cancelled: '⏹️',
  not_needed: '🟢',
  void: '🚫',
  refused: '🚫',
  denied: '⛔',
  withdrawn: '⏹️',
  expired: '⌛',
};

export const endWord: Readonly<Record<PlanEnd, Phrase>> = {
  fixed: { en: 'Fixed, proven from outside', fr: 'Réparé, prouvé de l’extérieur' },
  not_all_seen: { en: 'It ran, but not all could be seen', fr: 'Exécuté, mais tout n’a pas pu être vu' },
  done: { en: 'Done', fr: 'Fait' },
  not_fixed: { en: 'It ran, but did not cure', fr: 'Exécuté, mais sans guérir' },
  rolled_back: { en: 'Did not cure, and was rolled back', fr: 'N’a pas guéri, et a été annulé' },
  failed: { en: 'Failed', fr: 'Échoué' },
  cancelled: { en: 'Cancelled', fr: 'Annulé' },
  not_needed: { en: 'Not run: no longer needed', fr: 'Pas exécuté : plus nécessaire' },
  void: { en: 'Not run: something changed', fr: 'Pas exécuté : quelque chose a changé' },
  refused: { en: 'Not run', fr: 'Pas exécuté' },
  denied: { en: 'Denied', fr: 'Refusé' },
  withdrawn: { en: 'Withdrawn', fr: 'Retiré' },
  expired: { en: 'Expired: nobody decided in time', fr: 'Expiré : personne n’a décidé à temps' },
};

export const riskName: Readonly<Record<Risk, Phrase>> = {
  low: { en: 'low risk', fr: 'risque faible' },
  high: { en: 'high risk', fr: 'risque élevé' },
  critical: { en: 'critical risk', fr: 'risque critique' },
};

/** The sign and words beside the title while the plan goes on; undefined when it has ended. */
export function stateWord(run: PlanRun, locale: Locale): { sign: string; says: string } {
  const t = (phrase: Phrase): string => say(locale, phrase);
  switch (run.state) {
    case 'waiting': {
      const missing = run.needs.need - run.approvals.length;
      return {
        sign: '🟡',
        says: t({ ...(missing === 1 ? waitsForOne : pendingApprovers), with: { missing } }),
      };
    }
    case 'approved':
      return { sign: '🔵', says: t({ en: 'Approved, about to run', fr: 'Approuvé, va s’exécuter' }) };
    case 'running':
      return { sign: '⚙️', says: t({ en: 'Running', fr: 'En cours' }) };
    case 'verifying':
      return {
        sign: '🔎',
        says: t({ en: 'Ran; proving it from outside', fr: 'Exécuté ; preuve de l’extérieur en cours' }),
      };
    case 'unknown':
      return {
        sign: '❔',
        says: t({
          en: 'Outcome unknown: a person must look',
          fr: 'Issue inconnue : une personne doit regarder',
        }),
      };
    case 'ended': {
      const end = run.outcome ?? 'failed';
      return { sign: endSign[end], says: t(endWord[end]) };
    }
  }
}

const waitsForOne: Phrase = { en: 'Waits for one approval', fr: 'Attend une approbation' };
const pendingApprovers: Phrase = { en: 'Waits for {missing} approvals', fr: 'Attend {missing} approbations' };
