import { fieldsOf } from '#base/fields.ts';

/** A body with every `{ reference }` in it replaced by what it stands for; without its last line break. */
export async function withReferences(
  body: Readonly<Record<string, unknown>> | undefined,
  readReference: (reference: string) => Promise<string>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const fill = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(fill));
    if (typeof value !== 'object' || value === null) return value;
    const { reference, ...more } = fieldsOf(value);
    if (typeof reference === 'string' && Object.keys(more).length === 0)
      return (await readReference(reference)).replace(/\n$/, '');
    const filled = await Promise.all(
      Object.entries(value).map(async ([key, part]) => [key, await fill(part)] as const),
    );
    return Object.fromEntries(filled);
  };
  return body === undefined ? undefined : fieldsOf(await fill(body));
}
