export const locales = ['en', 'fr'] as const;
export type Locale = (typeof locales)[number];

/**
 * Something to say, before a language is chosen. Both languages stand beside the code that says it, so neither can be
 * forgotten. `{name}` is filled from `with`.
 */
export type Phrase = {
  readonly en: string;
  readonly fr: string;
  readonly with?: PhraseValues;
};

export type PhraseValues = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

export function say(locale: Locale, phrase: Phrase): string {
  return fill(phrase[locale], phrase.with ?? {});
}

/**
 * `{name}` becomes its value. A part in square brackets that needs a value we do not have is left out, or becomes what
 * stands after its bar: `[port {port}|its port]`. Elsewhere a name without a value stays visible: a hole in a sentence
 * should be seen.
 */
export function fill(text: string, values: PhraseValues): string {
  const optional = text.replaceAll(/\[([^\][]*\{[^\][]*)\]/g, (_whole, both: string) => {
    const [part = '', otherwise = ''] = both.split('|');
    const isComplete = [...part.matchAll(holes)].every(([, name = '']) => values[name] !== undefined);
    return isComplete ? part : otherwise;
  });
  return optional.replaceAll(holes, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    return typeof value === 'object' ? value.join(', ') : String(value);
  });
}

const holes = /\{([\w.*-]+)\}/g;
