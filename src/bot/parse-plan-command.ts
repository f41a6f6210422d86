import type { Phrase } from '#base/phrase.ts';

/** Parses the words after `/runbook`: `<action> <service> [host] [key=value…]`. */
export type PlanWords = {
  readonly action?: string;
  readonly service?: string;
  readonly host?: string;
  readonly params: Readonly<Record<string, string>>;
};

/** Never fails: what is missing is asked for, what is odd is refused by the plan itself, which knows the parameters. */
export function readPlanWords(words: readonly string[]): PlanWords {
  const params: Record<string, string> = {};
  const plain: string[] = [];
  for (const word of words) {
    const [, key, value] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(word) ?? [];
    if (key !== undefined && value !== undefined) params[key] = value;
    else plain.push(word);
  }
  const [action, service, host] = plain;
  return {
    ...(action === undefined ? {} : { action }),
    ...(service === undefined ? {} : { service }),
    ...(host === undefined ? {} : { host }),
    params,
  };
}

/** The same back as words, with one of them corrected: what a button of a closest name carries. */
export function wordsOfPlan(
  { action = '', service = '', host, params }: PlanWords,
  corrected: Partial<Pick<PlanWords, 'action' | 'service'>>,
): string {
  const pairs = Object.entries(params).map(([key, value]) => `${key}=${value}`);
  return [
    corrected.action ?? action,
    corrected.service ?? service,
    ...(host === undefined ? [] : [host]),
    ...pairs,
  ].join(' ');
}

export const planOnItsWay: Phrase = {
  en: 'Looking at {service} once more, then the plan of `{action}` stands here.',
  fr: 'Je réexamine {service}, puis le plan de `{action}` sera ici.',
};
