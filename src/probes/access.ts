import type { Phrase } from '#base/phrase.ts';
import type { Answer, NoAnswer } from '#catalog/ask.ts';
import type { Observation } from '#catalog/observation.ts';
import type { FactType } from './probe.ts';
import { quoted } from './make-observation.ts';
import { whyNothing } from './shell.ts';

export const accessTitle: Phrase = { en: 'Access to the host', fr: 'Accès à l’hôte' };

/** `access` has no question of its own: whether a host can be looked at is told by every question put to it. */
export const accessFacts: Readonly<Record<string, FactType>> = {
  reachable: 'boolean',
  reason: 'string',
  detail: 'string',
};

/**
 * Whether the host let us look. Absent reasons mean it did; a deadline is no proof of either, since a host that is
 * only slow is not lost.
 */
export function seeAccess(host: string, answers: readonly Answer[]): Observation {
  const silent = answers.filter((answer): answer is NoAnswer => 'reason' in answer);
  const spoke = answers.find((answer) => !('reason' in answer));
  if (spoke !== undefined) {
    return {
      probe: 'access',
      host,
      status: 'ok',
      facts: { reachable: true },
      evidence: [],
      says: { en: '{host} can be reached over SSH', fr: '{host} est joignable par SSH', with: { host } },
      tookMs: spoke.tookMs,
    };
  }
  const told = silent.find(({ reason }) => reason !== 'deadline') ?? silent[0];
  const why = told === undefined ? undefined : whyNothing(told);
  if (told === undefined || why === undefined || told.outcome === 'cancelled') {
    return {
      probe: 'access',
      host,
      status: 'unknown',
      facts: {},
      evidence: [],
      says: why ?? { en: 'could not look', fr: 'impossible d’y regarder' },
      tookMs: told?.tookMs ?? 0,
    };
  }
  return {
    probe: 'access',
    host,
    status: 'bad',
    facts: { reachable: false, reason: told.reason, detail: told.detail },
    evidence: [quoted(`ssh ${host}`, told.detail || told.reason, 'reachable', 'reason')],
    says: {
      en: `{host} cannot be looked at: ${why.en}`,
      fr: `{host} ne peut être examiné : ${why.fr}`,
      with: { ...why.with, host },
    },
    tookMs: told.tookMs,
  };
}
