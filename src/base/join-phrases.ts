import { say, type Phrase } from './phrase.ts';

/** The names of people by their ids. */
export type People = Readonly<Record<string, string>>;

/** A Slack user id nobody gave a name for stays as it is: a wrong name would be worse. */
export function nameIn(people: People | undefined, id: string): string {
  if (id === 'resus') return 'Resus';
  return people?.[id] ?? id.replace(/^person:/, '');
}

/** `Rosa`, `Rosa and Ali`, `Rosa, Ali and Kim`. */
export function allOf(names: readonly string[]): Phrase {
  if (names.length < 2) return { en: '{name}', fr: '{name}', with: { name: names.join('') } };
  const values = { first: names.slice(0, -1), last: names.at(-1) };
  return { en: '{first} and {last}', fr: '{first} et {last}', with: values };
}

/** Without its full stop, to stand inside a sentence. */
export function unended(phrase: Phrase): Phrase {
  const [en, fr] = [say('en', phrase), say('fr', phrase)].map((text) => text.trimEnd().replace(/\.$/, ''));
  return { en: '{en}', fr: '{fr}', with: { en, fr } };
}

/** Fills holes with phrases, each in its own language; what they hold is never read as a template again. */
export function holding(outer: Phrase, parts: Readonly<Record<string, Phrase>>): Phrase {
  let { en, fr } = outer;
  const values: Record<string, string> = {};
  for (const [name, part] of Object.entries(parts)) {
    en = en.replaceAll(`{${name}}`, `{${name}.en}`);
    fr = fr.replaceAll(`{${name}}`, `{${name}.fr}`);
    values[`${name}.en`] = say('en', part);
    values[`${name}.fr`] = say('fr', part);
  }
  return { en, fr, with: { ...outer.with, ...values } };
}
