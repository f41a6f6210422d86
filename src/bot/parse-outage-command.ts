import type { Severity } from '#outages/events.ts';
import { durationSchema } from '#catalog/duration.ts';
import { wordsOf } from './parse-command.ts';

export const outageVerbs = [
  'list',
  'open',
  'ack',
  'resolve',
  'assign',
  'silence',
  'severity',
  'postmortem',
] as const;
export type OutageVerb = (typeof outageVerbs)[number];

/** A change of one outage. */
export type ChangeVerb = Exclude<OutageVerb, 'list' | 'open'>;

/** The words after `/outage`. */
export type OutageWords = {
  /** Absent: `typed` is none of ours. */
  readonly verb?: OutageVerb;
  readonly typed: string;
  /** All that follows it, as it came. */
  readonly said: string;
  /** Everything after the verb but its argument: a name, a reason, what someone sees. */
  readonly rest: readonly string[];
  /** The argument as it was typed, for a button that says the same again. */
  readonly argument?: string;
  /** A Slack user id. */
  readonly person?: string;
  /** 0 ends a silence. */
  readonly forMs?: number;
  readonly severity?: Severity;
};

const mentions = /<@([UW][A-Z0-9]+)(?:\|([^>]*))?>/g;

/** Words that say the same. */
const same: Readonly<Record<string, OutageVerb>> = {
  acknowledge: 'ack',
  close: 'resolve',
  mute: 'silence',
  'post-mortem': 'postmortem',
};
/** Between the words that matter, as people say them. */
const fillers: Readonly<Partial<Record<OutageVerb, string>>> = {
  assign: 'to',
  silence: 'for',
  severity: 'to',
};

/** `self`: who types, and so is "me". Never fails: what is missing is asked for. */
export function readOutageWords(text: string, self: string): OutageWords {
  const people = [...text.matchAll(mentions)].map(([, id = '']) => id);
  // In a reason people stay readable.
  const [typed = 'list', ...words] = wordsOf(
    text.replaceAll(mentions, (_whole, id: string, label?: string) => `@${label ?? id}`),
  );
  const wanted = typed.toLowerCase();
  const own = Object.hasOwn(same, wanted) ? same[wanted] : undefined;
  const verb = outageVerbs.find((one) => one === wanted) ?? own;
  const said = text.trim().replace(/^\S+\s*/, '');
  if (verb === undefined) return { typed, said, rest: words };
  const rest = words.filter((word) => word.toLowerCase() !== fillers[verb]);
  return { verb, typed, said, ...argumentOf(verb, rest, people.at(-1), self) };
}

type Argument = Omit<OutageWords, 'verb' | 'typed' | 'said'>;

function argumentOf(
  verb: OutageVerb,
  words: readonly string[],
  mentioned: string | undefined,
  self: string,
): Argument {
  if (verb === 'assign') {
    const person = mentioned ?? (words.some(isMe) ? self : undefined);
    // A group is nobody in particular: who takes it is asked for.
    const rest = words.filter((word) => !/^(?:@|<!)/.test(word) && !isMe(word));
    return { rest, ...(person === undefined ? {} : { person, argument: `<@${person}>` }) };
  }
  if (verb === 'silence') {
    const { value: forMs, ...others } = taken(words, readTime);
    return { ...others, ...(forMs === undefined ? {} : { forMs }) };
  }
  if (verb === 'severity') {
    const { value: severity, ...others } = taken(words, readSeverity);
    return { ...others, ...(severity === undefined ? {} : { severity }) };
  }
  return { rest: words };
}

const isMe = (word: string): boolean => word.toLowerCase() === 'me';

/** The last word that reads as an argument, and the others: a service may be called `info`. */
function taken<T>(
  words: readonly string[],
  read: (word: string) => T | undefined,
): { readonly value?: T; readonly argument?: string; readonly rest: readonly string[] } {
  const at = words.findLastIndex((word) => read(word) !== undefined);
  const argument = words[at];
  const value = argument === undefined ? undefined : read(argument);
  if (argument === undefined || value === undefined) return { rest: words };
  return { value, argument, rest: words.toSpliced(at, 1) };
}

export function readTime(word: string): number | undefined {
  if (word.toLowerCase() === 'off') return 0;
  // Longer numbers are no time that anybody means.
  if (!/^\d{1,4}[smhd]$/i.test(word)) return undefined;
  return durationSchema.parse(word.toLowerCase());
}

export function readSeverity(word: string): Severity | undefined {
  return (['critical', 'warning', 'info'] as const).find((one) => one === word.toLowerCase());
}
