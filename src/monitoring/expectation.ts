import type { HttpAnswer } from '#catalog/ask.ts';
import type { Expected } from '#catalog/monitors.ts';

type Answered = Extract<HttpAnswer, { outcome: 'answered' }>;

/** In which ways an answer is not what the catalog expects, the plainest first; without a wish, below 500 is alive. */
export function missesOf(expect: Expected, answer: Answered): string[] {
  const misses: string[] = [];
  const { status, body } = answer;
  const which =
    answer.isCut === true ? `the first ${Math.round(body.length / 1024)} kB of the answer` : 'the answer';
  if (expect.status === undefined ? status >= 500 : !expect.status.includes(status))
    misses.push(`HTTP ${status}`);
  for (const [name, text] of Object.entries(expect.headers ?? {})) {
    if (!(answer.headers[name.toLowerCase()] ?? '').includes(text))
      misses.push(`the header ${name} is not ${text}`);
  }
  if (expect.body !== undefined && !body.includes(expect.body))
    misses.push(`${which} lacks the expected text`);
  if (expect.json !== undefined)
    misses.push(
      ...(answer.isCut === true
        ? [`${which} is all that is read, and no whole JSON`]
        : jsonMisses(expect.json, body)),
    );
  if (expect.withinMs !== undefined && answer.tookMs > expect.withinMs)
    misses.push(`${Math.round(answer.tookMs)} ms, more than ${expect.withinMs} ms`);
  return misses;
}

function jsonMisses(wish: Readonly<Record<string, unknown>>, body: string): string[] {
  let found: unknown;
  try {
    // Some frameworks begin with a byte order mark.
    found = JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch {
    return ['the answer is not JSON'];
  }
  if (typeof found !== 'object' || found === null) return ['the answer is not a JSON object'];
  const fields = new Map(Object.entries(found));
  return Object.entries(wish).flatMap(([key, value]) =>
    isSame(fields.get(key), value) ? [] : [`${key} is not ${JSON.stringify(value)}`],
  );
}

/** The same JSON, whatever the order of its keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => isSame(value, right.get(key)));
}
