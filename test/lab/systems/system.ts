import { setTimeout } from 'node:timers/promises';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { catalogSchema } from '#app/read-catalog.ts';
import { bootHost, type BootOptions, type LabHost } from '../lab.ts';
import { prepareLayer } from '../layer.ts';
import { labDir, mustRunLab } from '../script.ts';
import { visit } from '../visit.ts';

export type SystemId =
  | 'systemd-django'
  | 'fastapi-nginx'
  | 'supervisor-fastapi'
  | 'compose-shop'
  | 'docker-portal';

/** resus.yaml as its author writes it, before defaults. */
export type WrittenCatalog = z.input<typeof catalogSchema>;

/** A real application on a real host, as an emergency guide describes one. Its files are in the folder of its id. */
export type LabSystem = {
  readonly id: SystemId;
  readonly hostName: string;
  /** The service in the catalog that its faults are about. */
  readonly service: string;
  /** The layer that it is installed on, where the base image is not enough. */
  readonly on?: () => Promise<string>;
  /** What bot may run as root. */
  readonly sudo: string[];
  /** Exits 0 once the application is up. Asked inside, past the proxy: a 502 in its log would be false history. */
  readonly ready: string;
  /** URLs that answer 200 on the healthy system, asked from outside. */
  readonly healthy: string[];
  /** Path inside the host of the authority that signed its certificate; copied to caFile(host). */
  readonly ca?: string;
  readonly catalog: (host: LabHost) => WrittenCatalog;
};

/** Boots the application, ready and answering: about two seconds, after a first time of half a minute. */
export async function bootSystem(
  system: LabSystem,
  options: Omit<BootOptions, 'layer'> = {},
): Promise<LabHost> {
  const on = await system.on?.();
  const layer = await prepareLayer(system.id, contentOf(system), (host) => install(system, host), on);
  const host = await bootHost(system.hostName, { sudo: system.sudo, ...options, layer });
  try {
    await untilHealthy(system, host);
    if (system.ca) writeFileSync(caFile(host), await host.must(`cat ${system.ca}`));
    return host;
  } catch (error) {
    await host.down();
    throw error;
  }
}

/** Undoes whatever was done to the host since it was booted: two seconds, in which it is away. */
export async function renewSystem(system: LabSystem, host: LabHost): Promise<void> {
  await host.renew();
  await untilHealthy(system, host);
}

/** The part of the catalog that every system writes the same way: how to reach its host. */
export function hostEntry(host: LabHost): NonNullable<WrittenCatalog['hosts']>[string] {
  return {
    address: host.address,
    port: host.port,
    user: host.user,
    key: `file:${host.keyFile}`,
    host_key: host.fingerprint,
  };
}

/** Where the catalog finds the host's certificate authority. Goes away with the host. */
export function caFile(host: LabHost): string {
  return join(labDir, 'hosts', host.id, 'ca.pem');
}

async function untilHealthy(system: LabSystem, host: LabHost): Promise<void> {
  const waited = await host.exec(`timeout 60 sh -c 'until ${system.ready}; do sleep 0.05; done' 2>&1`);
  if (waited.code !== 0) throw new Error(`${system.id} does not become ready: ${waited.stdout.slice(-500)}`);
  for (const url of system.healthy) {
    let { gave } = await visit(host, url);
    // The proxy may need a moment more than what is behind it. Nothing else is asked twice: it would stand in its log.
    for (let tries = 0; gave === 'refused' && tries < 50; tries += 1) {
      await setTimeout(100);
      ({ gave } = await visit(host, url));
    }
    if (gave !== 200) throw new Error(`${system.id} is not healthy after its boot: ${url} gives ${gave}`);
  }
}

async function install(system: LabSystem, host: LabHost): Promise<void> {
  const folder = folderOf(system);
  for (const file of filesUnder(join(folder, 'disk'))) {
    const mode =
      readFileSync(join(folder, 'disk', file))
        .subarray(0, 2)
        .toString() === '#!'
        ? '755'
        : '644';
    await host.put({ file: join(folder, 'disk', file) }, `/${file}`, mode);
  }
  await mustRunLab(['put', host.id, '/root/setup.sh', '700'], {
    input: readFileSync(join(folder, 'setup.sh')),
  });
  const trace = '/run/setup.trace';
  await host.must(
    `bash -x /root/setup.sh 2>${trace} || { tail -5 ${trace} >&2; exit 1; }; rm /root/setup.sh`,
  );
}

/** All that decides what the layer will be. */
function contentOf(system: LabSystem): string {
  const folder = folderOf(system);
  return filesUnder(folder)
    .map((file) => `${file}\0${readFileSync(join(folder, file), 'utf8')}`)
    .join('\0');
}

function folderOf(system: LabSystem): string {
  return join(import.meta.dirname, system.id);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}
