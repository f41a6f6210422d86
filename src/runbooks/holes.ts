/** A hole in a word of an action: `{name}`. */
export const hole = /\{([a-z][a-z0-9_]*)\}/g;

/** The names that a word asks for, for lint. */
export function holesOf(word: string): string[] {
  return [...word.matchAll(hole)].map(([, name = '']) => name);
}
