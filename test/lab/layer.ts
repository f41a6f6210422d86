import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootHost, type LabHost } from './lab.ts';
import { labDir, mustRunLab } from './script.ts';

/**
 * Builds a frozen disk once and gives its id for bootHost: hosts boot ready-made from it. `content` is all that
 * decides what `install` does (files, commands); a change of it or of the base image makes a new layer. Safe for
 * several processes at once: one builds, the others wait. `on` is the layer that it is built on top of.
 */
export async function prepareLayer(
  name: string,
  content: string,
  install: (host: LabHost) => Promise<void>,
  on?: string,
): Promise<string> {
  await mustRunLab(['build'], { loud: true });
  const stamp = on ?? (await mustRunLab(['stamp']));
  const layer = `${name}-${createHash('sha256').update(stamp).update(content).digest('hex').slice(0, 12)}`;
  if (isBuilt(layer)) return layer;
  const unlock = await lock(join(labDir, `layer-${name}.lock`));
  try {
    if (!isBuilt(layer)) await build(name, layer, install, on);
  } finally {
    unlock();
  }
  return layer;
}

function isBuilt(layer: string): boolean {
  return existsSync(join(labDir, 'layers', layer));
}

async function build(
  name: string,
  layer: string,
  install: (host: LabHost) => Promise<void>,
  on: string | undefined,
): Promise<void> {
  const host = await bootHost(`${name}-build`, on === undefined ? {} : { layer: on });
  try {
    await install(host);
    await mustRunLab(['freeze', host.id, layer]);
  } finally {
    await host.down();
  }
}

/** The kernel drops the lock when this process dies, so no stale lock can block the next run. */
function lock(file: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; cat'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    holder.on('error', reject);
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
  });
}
