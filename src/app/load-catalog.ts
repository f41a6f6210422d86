import { existsSync, readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError, safeMessage } from '#base/errors.ts';
import type { Catalog } from '#services/catalog.ts';
import { readCatalog } from '#services/read-catalog.ts';

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

export type LiveCatalog = { readonly current: () => Catalog; readonly stop: () => void };

/** An editor writes in several steps: the last of them counts. */
const settleMs = 150;

/** Follows the file. A bad edit keeps the last good catalog and is told once for each change. */
export function followCatalog(
  file: string,
  changed: (told: { ok: boolean; message: string }) => void,
): LiveCatalog {
  let current = loadCatalog(file);
  let timer: NodeJS.Timeout | undefined;
  const reload = (): void => {
    try {
      const next = loadCatalog(file);
      if (next.hash === current.hash) return;
      current = next;
      changed({ ok: true, message: `The catalog ${file} was read again.` });
    } catch (error) {
      changed({
        ok: false,
        message: `The changed catalog is not used, the last good one stays. ${safeMessage(error)}`,
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
  return { current: () => current, stop };
}
