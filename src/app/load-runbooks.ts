import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessFacts } from '#probes/access.ts';
import { allProbes } from '#probes/all-probes.ts';
import { type Library, readLibrary } from '#runbooks/library.ts';
import type { KnownFacts } from '#runbooks/lint-facts.ts';
import { capabilities } from '#runtimes/runtimes.ts';

const builtIn = fileURLToPath(new URL('../runbooks/library/', import.meta.url));

/** The built-in library and, after it, the user's own `runbooks/` directory when there is one. */
export function loadRunbooks(ownDir?: string): Library {
  const dirs = ownDir === undefined ? [builtIn] : [builtIn, ownDir];
  const files = dirs.flatMap((dir) =>
    globSync('**/*.{yaml,yml}', { cwd: dir })
      .toSorted()
      .map((file) => join(dir, file)),
  );
  return readLibrary(
    files.map((file) => ({ file: relative(process.cwd(), file), text: readFileSync(file, 'utf8') })),
    knownFacts(),
    capabilities,
  );
}

/** All that conditions and texts of runbooks may ask for. */
function knownFacts(): KnownFacts {
  const known = new Map<string, Set<string>>([['access', new Set(Object.keys(accessFacts))]]);
  for (const { id, facts } of allProbes)
    known.set(id, new Set([...(known.get(id) ?? []), ...Object.keys(facts)]));
  return known;
}

/** With the `runbooks/` directory beside the catalog: what every part of Resus that serves a user has to go by. */
export function loadRunbooksBeside(configFile: string): Library {
  const own = join(configFile, '..', 'runbooks');
  return loadRunbooks(existsSync(own) ? own : undefined);
}
