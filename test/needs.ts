import { describe } from 'vitest';
import { locatePart, testParts } from '../bin/setup/machine-parts.mjs';
import { root } from '../bin/setup/place.mjs';
import { locateProgram, nginx, redisServer } from '../bin/setup/programs.mjs';
import { labMissing } from './lab/lab.ts';

/** What a suite may need of the machine beyond Node. `npm test` sees to all of it where it may. */
export type Part = 'redis' | 'nginx' | 'sshd' | 'busybox' | 'memcached' | 'chromium' | 'lab';

/** Where a part's program is: what `npm test` found, else the usual places. The lab is no program. */
export function findPart(part: Exclude<Part, 'lab'>): string | undefined {
  if (part === 'redis') return locateProgram(root, redisServer);
  if (part === 'nginx') return locateProgram(root, nginx);
  const variable = `RESUS_${part.toUpperCase()}`;
  const found = testParts.find((candidate) => candidate.variable === variable);
  return found && locatePart(found);
}

/** For tests that run only where the part is: inside describeWith the answer is always a path. */
export function getPart(part: Exclude<Part, 'lab'>): string {
  const path = findPart(part);
  if (!path)
    throw new Error(`no ${part} here: put the suite in describeWith(['${part}'], …), which skips it`);
  return path;
}

/** Why the parts cannot all be used on this machine, or undefined when they can. */
export function missing(...parts: Part[]): string | undefined {
  const reasons = parts.flatMap((part) => {
    if (part !== 'lab') return findPart(part) ? [] : [part];
    const reason = labMissing();
    return reason ? [`lab (${reason.replace(/^lab: /, '')})`] : [];
  });
  return reasons.length > 0 ? reasons.join(', ') : undefined;
}

/** A suite that is skipped, with the reason in its name, where a part is missing. `npm test` lists those at its end. */
export function describeWith(parts: Part[], name: string, suite: () => void): void {
  const reason = missing(...parts);
  const title = reason ? `${name} [needs ${reason}]` : name;
  describe.skipIf(reason !== undefined)(title, suite);
}
