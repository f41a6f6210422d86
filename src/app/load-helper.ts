import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dir = fileURLToPath(new URL('../runbooks/library/resus-step/', import.meta.url));

/** The root-owned helper as one script: its parts in the order of their names. */
export function loadStepHelper(): string {
  return globSync('*.sh', { cwd: dir })
    .toSorted()
    .map((part) => readFileSync(join(dir, part), 'utf8'))
    .join('');
}
