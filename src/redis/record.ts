import type { z } from 'zod';
import { AppError } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';

/** Brings a record of one version to the next one. */
type Migrate = (older: Readonly<Record<string, unknown>>) => Record<string, unknown>;

export type RecordKind<T> = {
  readonly write: (value: T) => string;
  /** Throws, with what to do, when the text is no such record: what is read back is never guessed. */
  readonly read: (text: string) => T;
};

/** Migrates records from before there were versions: nothing has changed since. */
const asIs: Migrate = (older) => ({ ...older });

/**
 * A kind of record in Redis: what it must look like, and its version `v`, which stands in every record. Whoever changes the
 * schema so that older records no longer fit adds a migration, which raises the version by one. Schemas are of loose objects:
 * a field that one forgets to name is kept as it is, not lost.
 */
export function recordKind<T extends object>(
  what: string,
  schema: z.ZodType<T>,
  migrations: readonly Migrate[] = [asIs],
): RecordKind<T> {
  const version = migrations.length;
  return {
    write: (value) => JSON.stringify({ v: version, ...value }),
    read: (text) => {
      const { v = 0, ...stored } = parse(what, text);
      if (typeof v !== 'number' || v > version) throw unreadable(what, newer(String(v), version));
      let record: Record<string, unknown> = stored;
      for (const migrate of migrations.slice(v)) record = migrate(record);
      const read = schema.safeParse(record);
      if (read.success) return read.data;
      const [first] = read.error.issues;
      const where = first?.path.join('.');
      throw unreadable(what, `${where === '' ? '' : `${where}: `}${first?.message}`, read.error);
    },
  };
}

function parse(what: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch (error) {
    throw unreadable(what, 'it is no JSON', error);
  }
  throw unreadable(what, 'it is no object');
}

function newer(v: string, version: number): string {
  return `its version is ${v}, and this Resus reads up to ${version}`;
}

function unreadable(what: string, why: string, cause?: unknown): AppError {
  return new AppError('internal', { ...cannotRead, with: { what, why } }, { cause });
}

const cannotRead: Phrase = {
  en: 'A record in Redis cannot be read ({what}: {why}). All processes of Resus that share a Redis need the same version; `/resus status` shows them.',
  fr: 'Un enregistrement dans Redis ne peut être lu ({what} : {why}). Tous les processus de Resus sur un même Redis doivent avoir la même version ; `/resus status` les montre.',
};
