import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** A program that some suites need: the variable that may say where it is, else its names on the PATH. */
const programs = {
  redis: { variable: 'RESUS_REDIS_SERVER', names: ['redis-server', 'valkey-server'] },
  nginx: { variable: 'RESUS_NGINX', names: ['nginx'] },
  chromium: { variable: 'RESUS_CHROMIUM', names: ['chromium', 'chromium-browser', 'google-chrome'] },
} as const;

export type Part = keyof typeof programs;

export function findPart(part: Part): string | undefined {
  const { variable, names } = programs[part];
  const given = process.env[variable];
  if (given !== undefined && given !== '') return given;
  const places = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return names.flatMap((name) => places.map((place) => join(place, name))).find(isExecutable);
}

/** For suites inside describeWith, where the answer is always a path. */
export function getPart(part: Part): string {
  const path = findPart(part);
  if (path === undefined) throw new Error(`no ${part} here: put the suite in describeWith(['${part}'], …)`);
  return path;
}

/** A suite that is skipped, with the reason in its name, where a program is missing. */
export function describeWith(parts: Part[], name: string, suite: () => void): void {
  const missing = parts.filter((part) => findPart(part) === undefined);
  const isMissing = missing.length > 0;
  describe.skipIf(isMissing)(isMissing ? `${name} [needs ${missing.join(', ')}]` : name, suite);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
