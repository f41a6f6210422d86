import type { Phrase } from '#base/phrase.ts';
import type { PlanEnd, PlanState, StepOutcome } from '#actions/events.ts';
import type { Risk } from '#runbooks/risk.ts';
import type { Confidence } from '#runbooks/verdict.ts';
import type { OutageState, Severity, SignalSource } from './events.ts';

export const severityWord: Readonly<Record<Severity, Phrase>> = {
  critical: { en: 'critical', fr: 'critique' },
  warning: { en: 'warning', fr: 'avertissement' },
  info: { en: 'information', fr: 'information' },
};

export const stateWord: Readonly<Record<OutageState, Phrase>> = {
  down: { en: 'down', fr: 'en panne' },
  diagnosing: { en: 'down, being diagnosed', fr: 'en panne, diagnostic en cours' },
  awaiting_approval: { en: 'down, a fix waits for approval', fr: 'en panne, un correctif attend' },
  fixing: { en: 'being fixed', fr: 'en réparation' },
  verifying: { en: 'the fix is being proven', fr: 'réparation en cours de preuve' },
  recovered: { en: 'up again, being watched', fr: 'rétabli, sous observation' },
  resolved: { en: 'resolved', fr: 'résolu' },
};

export const sourceWord: Readonly<Record<SignalSource | 'person', Phrase>> = {
  monitor: { en: 'A monitor', fr: 'Un moniteur' },
  heartbeat: { en: 'A heartbeat', fr: 'Un battement' },
  alertmanager: { en: 'Alertmanager', fr: 'Alertmanager' },
  grafana: { en: 'Grafana', fr: 'Grafana' },
  'uptime-kuma': { en: 'Uptime Kuma', fr: 'Uptime Kuma' },
  generic: { en: 'An alert', fr: 'Une alerte' },
  person: { en: 'A person', fr: 'Une personne' },
};

export const confidenceWord: Readonly<Record<Confidence, Phrase>> = {
  certain: { en: 'certain: everything that matters was seen', fr: 'certain : tout ce qui compte a été vu' },
  likely: {
    en: 'likely: something deeper could not be looked at',
    fr: 'probable : quelque chose de plus profond n’a pu être examiné',
  },
  unsure: { en: 'unsure', fr: 'incertain' },
};

export const riskWord: Readonly<Record<Risk, Phrase>> = {
  low: { en: 'low risk', fr: 'risque faible' },
  high: { en: 'high risk', fr: 'risque élevé' },
  critical: { en: 'critical risk', fr: 'risque critique' },
};

export const endWord: Readonly<Record<PlanEnd, Phrase>> = {
  fixed: { en: 'fixed, proven from outside', fr: 'réparé, prouvé de l’extérieur' },
  not_all_seen: { en: 'it ran, but not all could be seen', fr: 'exécuté, mais tout n’a pas pu être vu' },
  done: { en: 'done', fr: 'fait' },
  not_fixed: { en: 'it ran, but did not cure', fr: 'exécuté, mais sans guérir' },
  rolled_back: { en: 'did not cure, and was rolled back', fr: 'n’a pas guéri, et a été annulé' },
  failed: { en: 'failed', fr: 'échoué' },
  cancelled: { en: 'cancelled', fr: 'annulé' },
  not_needed: { en: 'not run: no longer needed', fr: 'pas exécuté : plus nécessaire' },
  void: { en: 'not run: something changed', fr: 'pas exécuté : quelque chose a changé' },
  refused: { en: 'not run', fr: 'pas exécuté' },
  denied: { en: 'denied', fr: 'refusé' },
  withdrawn: { en: 'withdrawn', fr: 'retiré' },
  expired: { en: 'expired: nobody decided in time', fr: 'expiré : personne n’a décidé à temps' },
};

const planStateWord: Readonly<Record<PlanState, Phrase>> = {
  waiting: { en: 'waits for approval', fr: 'attend une approbation' },
  approved: { en: 'approved', fr: 'approuvé' },
  running: { en: 'running', fr: 'en cours' },
  verifying: { en: 'being proven from outside', fr: 'preuve de l’extérieur en cours' },
  unknown: { en: 'outcome unknown', fr: 'issue inconnue' },
  ended: { en: 'ended', fr: 'terminé' },
};

export function planWord(state: PlanState, outcome: PlanEnd | undefined): Phrase {
  return outcome === undefined ? planStateWord[state] : endWord[outcome];
}

export const stepWord: Readonly<Record<StepOutcome, Phrase>> = {
  succeeded: { en: 'succeeded', fr: 'réussie' },
  failed: { en: 'failed', fr: 'échouée' },
  killed: { en: 'killed', fr: 'tuée' },
  timed_out: { en: 'stopped at its time limit', fr: 'arrêtée à son délai' },
  cancelled: { en: 'cancelled', fr: 'annulée' },
  output_limit: { en: 'stopped: too much output', fr: 'arrêtée : trop de texte' },
  lost: { en: 'connection lost', fr: 'connexion perdue' },
  unreachable: { en: 'host not reached', fr: 'hôte injoignable' },
  refused: { en: 'refused', fr: 'refusée' },
};
