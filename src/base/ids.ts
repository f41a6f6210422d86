import { createHash } from 'node:crypto';

/** A short stable name for `parts`: the same trigger gives the same id, so a redelivered command finds its own run. */
export function idOf(prefix: string, ...parts: readonly string[]): string {
  // JSON keeps ('a','bc') and ('ab','c') apart.
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  return `${prefix}-${base32(digest).slice(0, 12)}`;
}

/** No i, l, o, u: an id is read aloud at night. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

function base32(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += letters[byte & 31] ?? '';
  return text;
}
