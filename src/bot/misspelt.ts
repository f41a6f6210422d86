import { closestTo } from '#catalog/find-service.ts';

/** What `/resus` and `@resus` are told to do; what a press on a closest name may do at once. */
export const aboutWords = ['help', 'status', 'doctor', 'services'] as const;
/** These change something or need more words: they are typed, never guessed. */
const typedWords = ['freeze', 'thaw', 'restart', 'runbook', 'outage'] as const;

export type Misspelt = {
  readonly press: readonly { readonly word: string; readonly rest: string }[];
  readonly type: readonly string[];
};

/** What someone may have meant by a first word that is none of ours. */
export function readMisspelt(word: string, rest: readonly string[]): Misspelt {
  const near = closestTo(word, [...aboutWords, ...typedWords, 'diagnose']).slice(0, 3);
  return {
    press: near
      .filter((one) => !(typedWords as readonly string[]).includes(one))
      .map((one) => ({ word: one, rest: one === 'diagnose' ? rest.join(' ') : '' })),
    type: near.filter((one) => (typedWords as readonly string[]).includes(one)),
  };
}
