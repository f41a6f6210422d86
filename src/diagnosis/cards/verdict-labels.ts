import type { Phrase } from '#base/phrase.ts';

/** The titles of a verdict's parts, the same in the card and in its text. */
export const provisional: Phrase = {
  en: 'Provisional: a proof still needs waiting. This message will be amended.',
  fr: 'Provisoire : une preuve demande encore d’attendre. Ce message sera complété.',
};
export const follows: Phrase = { en: 'What follows from it', fr: 'Ce qui en découle' };
export const alsoWrong: Phrase = { en: 'Also wrong', fr: 'Autre panne' };
export const affected: Phrase = { en: 'Affected', fr: 'Touché' };
export const notAffected: Phrase = { en: 'Not affected', fr: 'Pas touché' };
export const changed: Phrase = { en: 'Changed within the last hour', fr: 'Changé depuis une heure' };
export const notBrokenYet: Phrase = { en: 'Not broken yet', fr: 'Pas encore en panne' };
export const helps: Phrase = { en: 'What may help', fr: 'Ce qui peut aider' };
export const more: Phrase = { en: '… and {rest} more', fr: '… et {rest} de plus' };
