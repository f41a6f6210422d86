/** A field of a block as text. Blocks come from outside, so a field may hold anything. */
export function textField(value: unknown, otherwise = ''): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
}
