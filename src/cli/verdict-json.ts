import { type Locale, say } from '#base/phrase.ts';
import type { Observation } from '#catalog/observation.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';

/** The one object that `resus diagnose --json` prints; its shape is a promise to scripts. */
export function verdictJson(
  service: string,
  verdict: Verdict,
  observations: readonly Observation[],
  tookMs: number,
  locale: Locale,
): object {
  return {
    service,
    verdict: {
      ...causeJson(verdict, locale),
      outcome: verdict.outcome,
      confidence: verdict.confidence,
      ruledOut: verdict.ruledOut.map(({ id, title, because }) => ({
        id,
        title: say(locale, title),
        because,
      })),
      unknown: verdict.unknown.map(({ why, ...where }) => ({ ...where, why: say(locale, why) })),
    },
    causes: verdict.otherCauses.map((cause) => causeJson(cause, locale)),
    affected: verdict.affected.map((phrase) => say(locale, phrase)),
    notAffected: verdict.notAffected.map((phrase) => say(locale, phrase)),
    changed: verdict.changed,
    warnings: verdict.warnings.map((cause) => causeJson(cause, locale)),
    observations: observations.map(({ says, ...observation }) => ({
      ...observation,
      says: say(locale, says),
    })),
    tookMs,
  };
}

function causeJson(cause: Cause, locale: Locale): object {
  return {
    id: cause.id,
    layer: cause.layer,
    headline: say(locale, cause.headline),
    ...(cause.meaning === undefined ? {} : { meaning: say(locale, cause.meaning) }),
    hosts: cause.hosts,
    proof: cause.proof,
    remedies: cause.remedies.map((remedy) => ({ ...remedy, title: say(locale, remedy.title) })),
    symptoms: cause.symptoms.map((symptom) => causeJson(symptom, locale)),
  };
}
