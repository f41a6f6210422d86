import type { Phrase } from '#base/phrase.ts';
import type { Risk } from './risk.ts';
import type { Outcome } from './verdict.ts';

export const outcomeSign: Readonly<Record<Outcome, string>> = {
  healthy: '🟢',
  faulty: '🔴',
  could_not_look: '⚪',
};

/** Colours alone say nothing to a screen reader. */
export const outcomeWord: Readonly<Record<Outcome, Phrase>> = {
  healthy: { en: 'Healthy', fr: 'En bonne santé' },
  faulty: { en: 'Faulty', fr: 'En panne' },
  could_not_look: { en: 'Could not look', fr: 'Examen impossible' },
};

export const riskWord: Readonly<Record<Risk, Phrase>> = {
  low: { en: 'low risk', fr: 'risque faible' },
  high: { en: 'high risk: one approval', fr: 'risque élevé : une approbation' },
  critical: { en: 'critical risk: two approvals', fr: 'risque critique : deux approbations' },
};
