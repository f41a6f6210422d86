import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { siteText } from './nginx.ts';
import type { DemoService } from './service.ts';

const backends = join(import.meta.dirname, 'backends');

/** Installs a service afresh: its program, its variables, its nginx site. What a fault changed in them is undone. */
export async function installService(service: DemoService, nginxPort: number): Promise<void> {
  await Promise.all([
    mkdir(service.directory, { recursive: true }),
    mkdir(dirname(service.logFile), { recursive: true }),
    mkdir(dirname(service.siteFile), { recursive: true }),
  ]);
  await Promise.all([
    copyFile(join(backends, service.program), join(service.directory, 'server.mjs')),
    ...service.companions.map((name) => copyFile(join(backends, name), join(service.directory, name))),
    writeFile(service.envFile, envText(service.env), { mode: 0o600 }),
    writeFile(service.siteFile, siteText(service, nginxPort)),
  ]);
}

export function envText(variables: Record<string, string>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
