export type Parsed =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly reason: string };

/** No monitoring system and no message of Slack's nests deeper. */
const deepest = 32;

/** JSON of somebody else's, without what is made to break readers. */
export function parseForeignJson(bytes: Uint8Array): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { ok: false, reason: 'the body is not JSON in UTF-8' };
  }
  const oddity = findOddity(json);
  return oddity === undefined ? { ok: true, json } : { ok: false, reason: oddity };
}

/** Without recursion: the depth is what is being checked. */
function findOddity(json: unknown): string | undefined {
  const rest: { value: unknown; depth: number }[] = [{ value: json, depth: 0 }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string' && value.includes('\0')) return 'the body has a NUL character in a text';
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= deepest) return `the body is nested deeper than ${deepest}`;
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') return 'the body has a key __proto__';
      rest.push({ value: key, depth }, { value: item, depth: depth + 1 });
    }
  }
  return undefined;
}
