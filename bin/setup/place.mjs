import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say, SetupError } from './progress.mjs';

const LOCK_POLL_MS = 300;

/** The clone this script belongs to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where things fetched for this clone live: nothing is installed into the machine by `npm start`.
 * @param {string} base the clone */
export function toolsDir(base) {
  return join(base, '.resus', 'tools');
}

let holders = 0;
/** @type {Promise<void> | undefined} */
let held;

/**
 * One set-up at a time per clone: `npm start` and `npm test` in two terminals must not both run npm ci.
 * Callers look again whether there is still something to do once they hold it. Within a process it is shared.
 * @template T
 * @param {string} base the clone
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(base, work) {
  const lock = join(base, '.resus', 'setup.lock');
  holders += 1;
  held ??= acquire(base, lock);
  try {
    await held;
    return await work();
  } finally {
    holders -= 1;
    if (holders === 0) {
      held = undefined;
      release(lock);
    }
  }
}

/** Only what is ours: after a failed acquire somebody else's lock may lie there. @param {string} lock */
function release(lock) {
  if (readOr(lock, '') === String(process.pid)) rmSync(lock, { force: true });
}

/** @param {string} base @param {string} lock */
async function acquire(base, lock) {
  const mine = `${lock}.${process.pid}`;
  try {
    // 0700: the embedded Redis keeps its data beside the tools.
    mkdirSync(join(base, '.resus'), { recursive: true, mode: 0o700 });
    writeFileSync(mine, String(process.pid));
  } catch (error) {
    throw new SetupError({
      step: `write in ${join(base, '.resus')}`,
      why: String(error),
      todo: `run it as the owner of ${base}, or make that directory writable`,
    });
  }
  let told = false;
  try {
    // link() is atomic and carries the pid with it: a lock file is never seen half written.
    while (!tryLink(mine, lock)) {
      const owner = Number(readOr(lock, '0'));
      if (!isAlive(owner)) {
        rmSync(lock, { force: true });
        continue;
      }
      if (!told) say(`another set-up of this clone is running (pid ${owner}); waiting for it …`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
    }
  } finally {
    unlinkSync(mine);
  }
}

/** @param {string} from @param {string} to */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path @param {string} otherwise */
function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Fills a directory so that it is either complete or not there: an interrupted download is never taken for a tool.
 * @param {string} dir
 * @param {(fresh: string) => Promise<void>} fill
 */
export async function intoPlace(dir, fill) {
  const fresh = `${dir}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o755 });
  await fill(fresh);
  rmSync(dir, { recursive: true, force: true });
  renameSync(fresh, dir);
}

/**
 * Node strips no types from files below node_modules, so Resus cannot run as an installed package.
 * @param {string} base
 */
export function refuseInsideNodeModules(base) {
  if (!base.split(/[\\/]/).includes('node_modules')) return;
  throw new SetupError({
    step: `run from ${base}`,
    why: 'Resus is TypeScript run as it is, and Node refuses that for files below node_modules',
    todo: 'clone the repository and run npm start in it, or use the container (docker/compose.yaml)',
  });
}
