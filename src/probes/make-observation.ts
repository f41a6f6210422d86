import type { Phrase } from '#base/phrase.ts';
import type { Evidence, Fact, Facts } from '#catalog/observation.ts';
import type { Seen } from './probe.ts';

/** Long enough for a traceback's last lines, short enough for a Slack section with several of them. */
const quoteLimit = 600;

/** Drops what could not be read: an absent fact is ignorance, `undefined` would be a value. */
export function known(facts: Readonly<Record<string, Fact | undefined>>): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts;
}

/** A list worth telling: an empty one is no fact. */
export function listed(values: readonly string[]): readonly string[] | undefined {
  return values.length > 0 ? values : undefined;
}

/** Raw text that shows `about`. The end of a long quote is kept: that is where programs say what went wrong. */
export function quoted(source: string, text: string, ...about: string[]): Evidence {
  const clean = text.trim();
  const short = clean.length <= quoteLimit ? clean : `…${clean.slice(1 - quoteLimit)}`;
  return { source, text: short, ...(about.length > 0 ? { about } : {}) };
}

/** Could not look: nothing is claimed, and people are told why. */
export function notSeen(probe: string, says: Phrase, evidence: readonly Evidence[] = []): Seen {
  return { probe, status: 'unknown', facts: {}, evidence, says };
}

export const needsSudo = (command: string): Phrase => ({
  en: 'needs sudo: {command}',
  fr: 'demande sudo : {command}',
  with: { command },
});

export const noTool = (tool: string): Phrase => ({
  en: '{tool} is not installed on the host',
  fr: '{tool} n’est pas installé sur l’hôte',
  with: { tool },
});

/** Every look prints something: what printed nothing did not run. */
export const saidNothing: Phrase = { en: 'the host printed nothing', fr: 'l’hôte n’a rien affiché' };
