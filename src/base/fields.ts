/** Reads what other programs send without trust: every field may be missing or of another type. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A list, or an object with numeric keys: Laravel sends a sorted collection as the latter. */
export function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Only these keys: whatever else the platform sends, secrets above all, is forgotten at once. */
export function pick(value: unknown, keys: readonly string[]): Fields {
  const fields = fieldsOf(value);
  return Object.fromEntries(
    keys.flatMap((key) =>
      fields[key] === undefined || fields[key] === null ? [] : [[key, fields[key]] as const],
    ),
  );
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A single value as text; nothing for what is absent or is no single value. */
export function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
