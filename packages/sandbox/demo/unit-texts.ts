import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Nginx } from './nginx.ts';
import type { Places } from './places.ts';
import type { DemoService } from './service.ts';

export const cacheUnit = 'payments-cache';
export const nginxUnit = 'nginx';

export interface UnitTextOptions {
  nginx: Nginx;
  cachePort: number;
  /** redis-server or a compatible one; without it a small program of ours stands in. */
  redisServer?: string | undefined;
}

/** Writes the service files that the demo's process manager runs, in systemd's own language. */
export async function writeUnits(
  places: Places,
  services: DemoService[],
  options: UnitTextOptions,
): Promise<void> {
  const cacheDirectory = join(places.root, 'var/lib/cache');
  await Promise.all([
    mkdir(places.unitFiles, { recursive: true }),
    mkdir(cacheDirectory, { recursive: true }),
  ]);
  const nginx = options.nginx.command.map(quoted).join(' ');
  const units: Record<string, string> = {
    [nginxUnit]: unitText('A high performance web server and a reverse proxy server', [
      `ExecStart=${nginx}`,
      `ExecReload=${nginx} -s reload`,
    ]),
    [cacheUnit]: unitText('Cache of the payments API', [
      `WorkingDirectory=${cacheDirectory}`,
      `ExecStart=${cacheCommand(options).map(quoted).join(' ')}`,
    ]),
  };
  for (const service of services) {
    units[service.unit] = unitText(service.title, [
      `WorkingDirectory=${service.directory}`,
      `EnvironmentFile=${service.envFile}`,
      `ExecStart=${quoted(process.execPath)} server.mjs`,
    ]);
  }
  const entries = Object.entries(units);
  await Promise.all(
    entries.map(([name, text]) => writeFile(join(places.unitFiles, `${name}.service`), text)),
  );
}

function unitText(description: string, lines: string[]): string {
  return `[Unit]
Description=${description}
StartLimitIntervalSec=10s
StartLimitBurst=5

[Service]
Type=simple
${lines.join('\n')}
Restart=on-failure
RestartSec=100ms
TimeoutStopSec=5s

[Install]
WantedBy=multi-user.target
`;
}

function cacheCommand({ redisServer, cachePort }: UnitTextOptions): string[] {
  if (!redisServer)
    return [process.execPath, join(import.meta.dirname, 'backends/small-cache.mjs'), String(cachePort)];
  // Nothing is kept on disk: a cache that is gone is gone.
  return [
    redisServer,
    '--port',
    String(cachePort),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
  ];
}

function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}
