import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from './errors.ts';

/** One of several things that are alike, each in a file of its own: a way to run, a dependency, a probe. */
type Named = { readonly isA: string; readonly id: string };

export type Kinds<K extends Named> = {
  /** The file that calls: only its own folder is loaded, so no direction between folders is hidden. */
  readonly registry: string;
  /** The files of that folder to load; absent: those directly in it. */
  readonly files?: string;
  /** The name of one in messages: `way to run`. */
  readonly called: string;
  /** The mark that the kind's `define…` function gives. */
  readonly isA: string;
  /** Several may tell of the same, such as a need asked on a host and one asked of a platform; absent: an id is one's own. */
  readonly sharesIds?: boolean;
  /** The parts that each must have. Types say so as well; this is for a file that no compiler has read. */
  readonly parts: readonly (keyof K & string)[];
};

/**
 * Everything in the registry's folder that is one of its kind, by id (by file where ids are shared). A new kind is one new file there, and nothing else has
 * to name it. Throws `config_invalid`, naming the file, for two of one id and for one that lacks a part.
 */
export async function loadKinds<K extends Named>(kinds: Kinds<K>): Promise<ReadonlyMap<string, K>> {
  const folder = dirname(kinds.registry);
  const files = globSync(kinds.files ?? '*.ts', { cwd: folder })
    .filter((file) => !file.endsWith('.test.ts') && file !== basename(kinds.registry))
    .toSorted();
  const modules = await Promise.all(
    files.map(async (file): Promise<readonly [string, object]> => {
      const exported: object = await import(pathToFileURL(join(folder, file)).href);
      return [join(basename(folder), file), exported];
    }),
  );
  return collectKinds(kinds, modules);
}

export function collectKinds<K extends Named>(
  { isA, parts, called, sharesIds = false }: Omit<Kinds<K>, 'registry' | 'files'>,
  modules: readonly (readonly [file: string, exported: object])[],
): ReadonlyMap<string, K> {
  const found = new Map<string, K>();
  const from = new Map<string, string>();
  for (const [file, exported] of modules) {
    for (const one of Object.values(exported).filter((value): value is K => hasMark(value, isA))) {
      const missing = parts.filter((part) => one[part] === undefined);
      if (missing.length > 0)
        throw new AppError('config_invalid', `${file}: this ${called} lacks ${missing.join(', ')}`);
      const key = sharesIds ? `${file} ${one.id}` : one.id;
      const other = from.get(key);
      if (other !== undefined)
        throw new AppError('config_invalid', `${other} and ${file} are both the ${called} "${one.id}"`);
      found.set(key, one);
      from.set(key, file);
    }
  }
  return found;
}

function hasMark(value: unknown, isA: string): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'isA') === isA;
}
