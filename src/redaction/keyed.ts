import { kindOfKey, type KeyKind } from './keys.ts';
import { hidden, isSecretValue } from './value.ts';

/**
 * A key begins where a word begins and runs to the word's end: one start for each word, so that a log line that is a
 * single word of a megabyte costs one pass. `(?![=~:/>])`: what compares, ranges, scopes or is an address sets nothing. A log in colours has `[33m` before the key and `[0m` behind it.
 */
const keyBefore =
  /(?:(?<![\w.$\u00C0-\u017F-])|(?<=\[[\d;]{1,10}m))(-{0,2}[A-Za-z_\u00C0-\u017F][\w.\u00C0-\u017F-]*)(\\{0,7}["'`]?\]?)(?:[^\w\s"'=:]\[[\d;]{0,10}m)?[ \t\u00A0\u202F]{0,20}(?:=>\s{0,20}|:=|(?:\|\|)?=|:|：)(?![=~:/>])[ \t\u00A0\u202F]{0,20}/g;
/** Python's and PHP's ways to say that a string follows. */
const prefix = /(?:[bBuUrR]{1,2}(?=["'])|string\(\d+\) |Secret(?:Str|Bytes)?\()?/y;
/** A value longer than this is cut there; the rest is found by its shape or not at all. */
const quotedValue = /(\\{1,7}"|["'`])((?:(?!\1)(?:\\[^\n]|[^\n])){0,4000})/y;
const bareValue = /[^\s"'`][^\s]{0,4000}/y;
const list = /\[([^\]\n]{1,4000})/y;

type Place = { readonly text: string; readonly from: number; readonly key: string; readonly mark: string };

/** `KEY=value`, `"key": "value"`, `key => value`, `--key=value`: the key decides, the value goes up to its natural end. */
export function hideKeyed(text: string): string {
  let clean = '';
  let done = 0;
  keyBefore.lastIndex = 0;
  for (let found = keyBefore.exec(text); found !== null; found = keyBefore.exec(text)) {
    const [whole, key = '', mark = ''] = found;
    const kind = kindOfKey(key);
    if (kind === 'none') continue;
    const from = found.index + whole.length;
    const ends = hideValue({ text, from, key, mark }, kind, found.index);
    if (ends === undefined) continue;
    clean += text.slice(done, ends.from) + ends.instead;
    done = ends.to;
    keyBefore.lastIndex = ends.to;
  }
  return clean + text.slice(done);
}

type Hidden = { readonly from: number; readonly to: number; readonly instead: string };

function hideValue(place: Place, kind: KeyKind, keyFrom: number): Hidden | undefined {
  const from = place.from + (at(prefix, place.text, place.from)?.[0].length ?? 0);
  const quoted = at(quotedValue, place.text, from);
  if (quoted !== undefined) {
    const [, open = '', inner = ''] = quoted;
    if (!isSecretValue(inner, kind, { isQuoted: true })) return undefined;
    return { from: from + open.length, to: from + open.length + inner.length, instead: hidden };
  }
  const listed = at(list, place.text, from)?.[0];
  if (listed !== undefined && /["']/.test(listed)) {
    const instead = listed.replaceAll(/(["'])((?:(?!\1)[^\n])+)/g, (one, mark: string, value: string) =>
      isSecretValue(value, kind, { isQuoted: true }) ? mark + hidden : one,
    );
    return instead === listed ? undefined : { from, to: from + listed.length, instead };
  }
  return hideBare(place, kind, keyFrom);
}

function hideBare({ text, from, key, mark }: Place, kind: KeyKind, keyFrom: number): Hidden | undefined {
  const raw = at(bareValue, text, from)?.[0];
  if (raw === undefined) return undefined;
  const isEnv = mark === '' && /^[A-Z][A-Z\d_]*$/.test(key) && text[from - 1] === '=';
  const before = text.slice(Math.max(0, keyFrom - 40), keyFrom);
  const isAlone =
    mark === '' && /(?:^|\n|\]: )[ \t]*(?:(?:export|set|setx|env|-|-e|ENV|ARG|\+)[ \t]+)*$/.test(before);
  const value = endOfBare(raw, isEnv, isAlone, before.at(-1) ?? '');
  // The next setting of a line is not how a sentence goes on.
  const goesOn = /^[ \t]+(?![\w.-]+[=:])[\p{L}\d_(-]/u.test(
    text.slice(from + raw.length, from + raw.length + 80),
  );
  const isCode = /(?:const|let|var|final|static|private|public|:)\s+$/.test(before) && !isEnv;
  if (isCode && /^[A-Za-z_$][\w$.?]*;?$/.test(value) && !/\d/.test(value)) return undefined;
  if (!isSecretValue(value, kind, { isQuoted: false, isEnv, goesOn })) return undefined;
  return { from, to: from + value.length, instead: hidden };
}

/** Alone on its line, or behind a journal's `app[41]: `, a value may hold anything; elsewhere it ends where what is around it goes on. */
function endOfBare(raw: string, isEnv: boolean, isAlone: boolean, around: string): string {
  const isIn = /["'`]/.test(around);
  if (isAlone) return raw.replace(/[,;)\]}]+$/, '');
  if (isEnv) return raw.split(isIn ? around : /["`]|\\n/)[0]?.replace(/[,;)\]}]+$/, '') ?? '';
  return /^[^,;&}\])"`]+/.exec(raw)?.[0] ?? '';
}

function at(find: RegExp, text: string, from: number): RegExpExecArray | undefined {
  find.lastIndex = from;
  return find.exec(text) ?? undefined;
}
