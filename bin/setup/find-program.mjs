import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// Where servers live although a person's PATH often leaves them out.
const SERVER_DIRS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', '/sbin'];

/**
 * @param {...string} names in order of preference
 * @returns {string | undefined} path of the first that can be run
 */
export function findProgram(...names) {
  const dirs = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...serverDirs()];
  for (const name of names) {
    for (const dir of dirs) if (isExecutable(join(dir, name))) return join(dir, name);
  }
  return undefined;
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function serverDirs() {
  // Tests play a machine that has nothing by setting this to an empty string.
  const given = process.env.RESUS_SERVER_DIRS;
  return given === undefined ? SERVER_DIRS : given.split(delimiter).filter(Boolean);
}
