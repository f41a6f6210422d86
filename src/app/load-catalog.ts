import { existsSync, readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError, safePhrase } from '#base/errors.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { readCatalog } from './read-catalog.ts';

/** Throws `config_missing` when there is no such file, `config_invalid` with file and line when it is not right. */
export function loadCatalog(file: string): Catalog {
  if (!existsSync(file)) {
    throw new AppError(
      'config_missing',
      `There is no catalog at ${file}. Write one (docs/configuration.md), or set RESUS_CONFIG to its path.`,
    );
  }
  return readCatalog(readFileSync(file, 'utf8'), file);
}

/** The catalog to use without Slack: the user's own, else the running sandbox's. */
export function findCatalogFile(configFile: string, dataDir: string): string {
  const demo = join(dataDir, 'demo', 'resus.yaml');
  return !existsSync(configFile) && existsSync(demo) ? demo : configFile;
}

export type CatalogChange = { readonly ok: boolean; readonly says: Phrase };

export type LiveCatalog = {
  readonly current: () => Catalog;
  /** Calls back for every change that was read, or could not be used. */
  readonly listen: (heard: (change: CatalogChange) => void) => void;
  readonly stop: () => void;
};

/** An editor writes in several steps: the last of them counts. */
const settleMs = 150;

/** Follows the file. A bad edit keeps the last good catalog and is told once for each change. */
export function followCatalog(file: string): LiveCatalog {
  let current = loadCatalog(file);
  const listeners: ((change: CatalogChange) => void)[] = [];
  const changed = (change: CatalogChange): void => {
    for (const heard of listeners) heard(change);
  };
  let timer: NodeJS.Timeout | undefined;
  const reload = (): void => {
    try {
      const next = loadCatalog(file);
      if (next.hash === current.hash) return;
      current = next;
      changed({ ok: true, says: { en: 'The catalog was read again.', fr: 'Le catalogue a été relu.' } });
    } catch (error) {
      const why = safePhrase(error);
      changed({
        ok: false,
        says: {
          en: `The changed catalog is not used; the last good one stays.\n${why.en}`,
          fr: `Le catalogue modifié n’est pas utilisé ; le dernier bon reste.\n${why.fr}`,
          ...(why.with === undefined ? {} : { with: why.with }),
        },
      });
    }
  };
  // The directory, not the file: editors replace files, and a watch on the old one goes blind.
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(reload, settleMs);
  });
  watcher.on('error', () => {}); // a vanished directory: the catalog stays as it is
  const stop = (): void => {
    clearTimeout(timer);
    watcher.close();
  };
  return { current: () => current, listen: (heard) => void listeners.push(heard), stop };
}
