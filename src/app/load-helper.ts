import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepHelperPath } from '#base/sudoers.ts';
import type { Helper } from '#actions/render-step.ts';
import { stepScript } from '#actions/step-conf.ts';

const dir = fileURLToPath(new URL('../runbooks/library/resus-step/', import.meta.url));

/** The root-owned helper as one program: its parts in the order of their names. */
export function loadStepHelper(): string {
  return globSync('*.py', { cwd: dir })
    .toSorted()
    .map((part) => readFileSync(join(dir, part), 'utf8'))
    .join('');
}

/** The same as plans use it. */
export function loadHelper(): Helper {
  const text = loadStepHelper();
  return {
    path: stepHelperPath,
    sha256: createHash('sha256').update(text).digest('hex'),
    textFor: (service) => stepScript(text, service),
  };
}
