import { linesBefore } from '#base/log-signatures.ts';
import { fill, type Locale, say } from '#base/phrase.ts';
import type { Condition, Matcher } from './condition.ts';
import type { Library } from './library.ts';
import { inBoth } from './signature.ts';

/** What the form of a line tells that nobody described. */
export type LineForm = {
  readonly level?: string;
  readonly exception?: string;
  /** The line of the program's own code: `app/orders.py:41`. */
  readonly at?: string;
};

/** What one line of a log means, without any host. */
export type ExplainedLine = {
  readonly line: string;
  readonly fault: string | null;
  readonly headline: string | null;
  readonly layer: string | null;
  readonly wouldConfirm: readonly string[];
  readonly wouldContradict: readonly string[];
  readonly remedies: readonly string[];
  readonly subject?: string;
  readonly settledBy?: string;
  readonly form?: LineForm;
};

/** Lines → what they mean. Lines that tell nothing at all are left out, unless there is only one. */
export function explainLines(text: string, library: Library, locale: Locale): ExplainedLine[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const explained = lines.map((line, at) =>
    explainLine(line, lines.slice(Math.max(0, at - linesBefore), at), library, locale),
  );
  const telling = explained.filter(({ fault, form }) => fault !== null || Object.keys(form ?? {}).length > 0);
  return telling.length > 0 ? telling : explained.slice(-1);
}

function explainLine(
  raw: string,
  before: readonly string[],
  { signatures, faults, actions }: Library,
  locale: Locale,
): ExplainedLine {
  const line = raw.trimEnd();
  const found = signatures.match(line, before) ?? signatures.match(withoutFront(line), before);
  const fault = found === undefined ? undefined : faults.get(found.id);
  if (found === undefined || fault === undefined)
    return {
      line,
      fault: null,
      headline: null,
      layer: null,
      wouldConfirm: [],
      wouldContradict: [],
      remedies: [],
      form: formOf(line, before),
    };
  const values = { service: say(locale, theService), 'logs.rootSubject': found.subject };
  const { confirmed_by, contradicted_by, settled_by } = fault;
  return {
    line,
    fault: found.id,
    headline: capital(fill(inBoth(fault.headline)[locale], values)),
    layer: fault.layer,
    wouldConfirm: confirmed_by === undefined ? [] : wordsOf(confirmed_by),
    wouldContradict: contradicted_by === undefined ? [] : wordsOf(contradicted_by),
    remedies: fault.remedies.filter((remedy) => actions.has(remedy)),
    ...(found.subject === undefined ? {} : { subject: found.subject }),
    ...(settled_by === undefined ? {} : { settledBy: inBoth(settled_by)[locale] }),
  };
}

const theService = { en: 'the service', fr: 'le service' };

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What journald, syslog, Docker and loggers write before the words themselves. */
const front =
  /^(?:\S+ +\|\s+)?(?:[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \S+ [^:\s]+: |\[?\d{4}[-/]\d\d[-/]\d\d[T ][\d:.,]+(?:Z| ?[+-]\d\d:?\d\d)?\]?[ :]*)?(?:\[?\d+\]? )?(?:\[?(?:ERROR|FATAL|CRITICAL|WARN(?:ING)?|INFO)\]?[: ]+)?/;

function withoutFront(line: string): string {
  return line.replace(front, '');
}

function formOf(line: string, before: readonly string[]): LineForm {
  const level = /\b(emerg|alert|crit(?:ical)?|fatal|error|panic|severe|warn(?:ing)?)\b/i.exec(line)?.[1];
  const exception = /\b((?:[\w$]+[.\\:])*[A-Z]\w*(?:Error|Exception|Failure|Panic))\b/.exec(line)?.[1];
  const own = [line, ...before.toReversed()].map(codePlace).find((place) => place !== undefined);
  return {
    ...(level === undefined ? {} : { level: level.toLowerCase() }),
    ...(exception === undefined ? {} : { exception }),
    ...(own === undefined ? {} : { at: own }),
  };
}

/** A place in the program's own code, not in a library that it uses. */
function codePlace(line: string): string | undefined {
  const [, file = '', at = ''] =
    /File "([^"<>]+)", line (\d+)/.exec(line) ??
    /([\w./@-]+\.(?:[cm]?[jt]sx?|py|rb|go|php|java|kt|cs|rs|ex)):(\d+)/.exec(line) ??
    /([\w./-]+\.php)(?:\(| on line )(\d+)/.exec(line) ??
    [];
  const isLibrary = /node_modules|site-packages|dist-packages|\/usr\/lib|\/vendor\/|\/gems\/|node:/.test(
    line,
  );
  return file === '' || isLibrary ? undefined : `${file}:${at}`;
}

/** A condition as people read it: one entry for each thing that would have to be seen. */
function wordsOf(condition: Condition): string[] {
  const own = Object.entries(condition.facts).map(([path, matcher]) => `${path} ${wordsOfMatcher(matcher)}`);
  const all = [...own, ...(condition.all ?? []).map((inner) => wordsOf(inner).join(' and '))].join(' and ');
  const none = (condition.none ?? []).map((inner) => `not (${wordsOf(inner).join(' and ')})`);
  const both = [all, ...none].filter((part) => part !== '').join(' and ');
  const any = (condition.any ?? []).map((inner) => wordsOf(inner).join(' and '));
  if (any.length === 0) return both === '' ? [] : [both];
  return any.map((one) => (both === '' ? one : `${both} and ${one}`));
}

function wordsOfMatcher(matcher: Matcher): string {
  if (typeof matcher !== 'object') return `= ${String(matcher)}`;
  if (Array.isArray(matcher)) return `= ${matcher.join(' or ')}`;
  return Object.entries(matcher)
    .map(([word, value]) => `${word} ${String(value)}`)
    .join(', ');
}
