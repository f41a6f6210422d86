import { kindOfKey } from './keys.ts';
import { hidden } from './value.ts';

const begin = /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d/g;
const end = /-----END (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]+/g;
/** No private key is longer, with whatever a log puts before each line. */
const longestKey = 40_000;
/** With what a log puts before it; a key's own lines have 64 to 76 characters. */
const longestLine = 500;
/** The base64 of a key at the end of a line, whatever stands before it; or what its head may hold. */
const keyLine =
  /(?:^|[\s"'|>])(?:[A-Za-z0-9+/]{24,}={0,2}|[A-Za-z0-9+/]{4,}={1,2})["',\\nr]*$|^\s*(?:Proc-Type|DEK-Info|Comment|Encryption|Public-Lines|Private-Lines|Version): ?.*$|^\s*$/;

/** Private keys, whole or cut at either end. */
export function hidePrivateKeys(text: string): string {
  let clean = '';
  let done = 0;
  for (const found of text.matchAll(begin)) {
    if (found.index < done) continue;
    const to = endOfKey(text, found.index, found[0].length);
    if (to === undefined) continue;
    clean += text.slice(done, found.index) + hidden;
    done = to;
  }
  return hidePrivateLines(hideTails(clean + text.slice(done)));
}

/** PuTTY's key without its beginning: it says itself how many lines are private. */
function hidePrivateLines(text: string): string {
  return text.replace(
    /(?<=Private-Lines: (\d{1,3})\r?\n)(?:[A-Za-z0-9+/=]{4,80}(?:\r?\n|$)){1,200}/g,
    (lines) => (lines.endsWith('\n') ? `${hidden}\n` : hidden),
  );
}

function endOfKey(text: string, from: number, length: number): number | undefined {
  let at = from + length;
  // Up to the next key: one that was cut does not take along what stands before another.
  const [body = ''] = text.slice(at, at + longestKey).split(begin, 1);
  const close = body.search(end);
  if (close >= 0) return at + close + (body.slice(close).match(end)?.[0].length ?? 0);
  const onLine =
    /^(?:\\+[nr]|[ \t]|[A-Za-z0-9+/=]{8,}|[A-Za-z0-9+/=]+(?=["'\\]|$|\n))+/.exec(body)?.[0] ?? '';
  at += /[A-Za-z0-9+/]{8,}/.test(onLine) ? onLine.length : 0;
  let isKey = at > from + length;
  const lead = text.slice(text.lastIndexOf('\n', from) + 1, from);
  while (text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n')) {
    const next = text.indexOf('\n', at + 1);
    const stop = next < 0 ? text.length : next;
    const line = text.slice(at, stop).trim();
    // Cut in the middle of a line, the last one is as short as may be.
    if (!isKeyLine(line) && !(next < 0 && isShortEnd(line, lead))) break;
    if (line !== '') isKey = true;
    at = stop;
  }
  return isKey ? at : undefined;
}

function isKeyLine(line: string): boolean {
  return line.length <= longestLine && keyLine.test(line);
}

/** Nothing but base64 behind what this log puts before each line; the time in it goes on. */
function isShortEnd(line: string, lead: string): boolean {
  if (line.length > longestLine) return false;
  const [, before = '', rest = ''] = /^(.*?)([A-Za-z0-9+/=]*…?)$/.exec(line) ?? [];
  return rest !== '' && before.replaceAll(/\d/g, '0').trim() === lead.replaceAll(/\d/g, '0').trim();
}

/** The key began before the text does. */
function hideTails(text: string): string {
  let clean = '';
  let done = 0;
  for (const close of text.matchAll(end)) {
    let from = text.lastIndexOf('\n', close.index) + 1;
    while (from > done) {
      const before = text.lastIndexOf('\n', from - 2) + 1;
      const line = text.slice(before, from - 1);
      if (before < done || line.includes(hidden) || !isKeyLine(line) || line.trim() === '') break;
      from = before;
      if (before === 0) break;
    }
    clean += text.slice(done, from) + hidden;
    done = close.index + close[0].length;
  }
  return clean + text.slice(done);
}

const blockKey = /^([ \t]*(?:- )?)["']?([A-Za-z_][\w.-]{0,99})["']?:[ \t]*[|>][+-]?\d?[ \t]*$/;

/** YAML's `password: |` with the value on the lines below. */
export function hideYamlBlocks(text: string): string {
  if (!/:[ \t]*[|>][+-]?\d?[ \t]*(?:\n|$)/.test(text)) return text;
  let inside: number | undefined;
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = line.length - line.trimStart().length;
      if (inside !== undefined && (line.trim() === '' || indent > inside)) return [];
      inside = undefined;
      const [, lead = '', key = ''] = blockKey.exec(line) ?? [];
      if (key === '' || kindOfKey(key) !== 'strong') return [line];
      inside = lead.length;
      return [line, `${' '.repeat(lead.length + 2)}${hidden}`];
    })
    .join('\n');
}
