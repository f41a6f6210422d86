import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Outage, OutageState } from '../events.ts';
import { code } from '#slack/escape.ts';

/** The state of an outage at a glance. */
export const outageSign: Readonly<Record<OutageState, string>> = {
  down: '🔴',
  diagnosing: '🔎',
  awaiting_approval: '🟡',
  fixing: '⚙️',
  verifying: '🔬',
  recovered: '🟢',
  resolved: '✅',
};

/** Signs alone say nothing to a screen reader. */
export const outageStateWord: Readonly<Record<OutageState, Phrase>> = {
  down: { en: 'Down', fr: 'En panne' },
  diagnosing: { en: 'Down, being diagnosed', fr: 'En panne, diagnostic en cours' },
  awaiting_approval: {
    en: 'Down, a fix waits for approval',
    fr: 'En panne, une réparation attend un accord',
  },
  fixing: { en: 'Down, being fixed', fr: 'En panne, réparation en cours' },
  verifying: { en: 'Fixed, being verified', fr: 'Réparé, vérification en cours' },
  recovered: { en: 'Up again', fr: 'De nouveau en marche' },
  resolved: { en: 'Resolved', fr: 'Résolue' },
};

export { severityWord } from '../outage-phrases.ts';

/** 🔇 while nobody is called: who looks at a list must see why it is quiet. */
export function isSilenced({ silencedUntil }: Outage, now: number): boolean {
  return silencedUntil !== undefined && silencedUntil > now;
}

export function saidState(state: OutageState, service: string, locale: Locale): string {
  const phrase: Phrase = { en: '{sign} {state}: {service}', fr: '{sign} {state} : {service}' };
  const word = say(locale, outageStateWord[state]);
  return say(locale, { ...phrase, with: { sign: outageSign[state], state: word, service: code(service) } });
}
