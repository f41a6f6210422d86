import { readFile, mkdir, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Places } from './places.ts';

/**
 * Takes the demo's directory for this process and empties it, except for the keys. Refuses when another demo runs on it:
 * asked by its control socket, since a process id left by a dead one may belong to anybody by now.
 */
export async function claim(places: Places): Promise<void> {
  const control = await readFile(places.owner, 'utf8').catch(() => '');
  if (control && (await answers(control))) {
    throw new Error(
      `another sandbox runs its demo in ${places.root}: end it, or start this one with another --data directory`,
    );
  }
  await mkdir(places.root, { recursive: true, mode: 0o700 });
  const kept = [places.keys];
  const entries = (await readdir(places.root)).map((name) => join(places.root, name));
  await Promise.all(
    entries.filter((path) => !kept.includes(path)).map((path) => rm(path, { recursive: true, force: true })),
  );
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
