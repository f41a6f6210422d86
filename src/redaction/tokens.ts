import { allRules } from './rules/all-rules.ts';
import { keywordOf, patternOf, type TokenRule } from './rules/rule.ts';
import { hidden } from './value.ts';

type Search = { readonly keyword: string; readonly find: RegExp };

/** Hides every token that one of `rules` knows by its form. */
export function createHideTokens(rules: readonly TokenRule[] = allRules): (text: string) => string {
  const searches: readonly Search[] = rules.map((rule) => ({
    keyword: keywordOf(rule),
    find: patternOf(rule),
  }));
  return (text) => {
    let clean = text;
    for (const { keyword, find } of searches) {
      if (!clean.includes(keyword)) continue;
      clean = clean.replace(find, (found) => (isMadeOfWords(found) ? found : hidden));
    }
    return clean;
  };
}

/** `sk-learn-contrib-project-template`, `npm_config_registry`: what has a token's beginning and then only words and numbers. */
export function isMadeOfWords(text: string): boolean {
  const parts = text.split(/[-_.:|/]/);
  // One digit alone is more often a part of a token than of a name.
  return parts.every((part) =>
    /^(?:[a-z]{0,16}|[A-Z]{0,16}|\d{1,6}|[A-Za-z][a-z]{2,14}(?:[A-Z][a-z]{2,14}){0,6})$/.test(part),
  );
}
