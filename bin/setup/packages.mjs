import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { environment, findNpm } from './node.mjs';
import { alone } from './place.mjs';
import { slowly, SetupError } from './progress.mjs';
import { run } from './run.mjs';

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} Locked */

/**
 * Runs npm ci when node_modules is not what package-lock.json says.
 * @param {string} base the clone
 * @param {string} node the Node to run npm with
 * @param {{ dev: boolean }} which whether the development packages are needed too
 */
export async function ensurePackages(base, node, which) {
  if (findPackageProblem(base, which) === undefined) return;
  await alone(base, async () => {
    const problem = findPackageProblem(base, which);
    if (problem === undefined) return;
    const step = 'install the packages (npm ci)';
    const modules = join(base, 'node_modules');
    if (isLink(modules)) {
      // npm ci would empty the directory behind the link, which is somebody else's.
      const target = realpathSync(modules);
      const why = `node_modules is a link to ${target}, and ${problem}`;
      throw new SetupError({ step, why, todo: `run npm ci where ${target} belongs, or remove the link` });
    }
    await slowly(step, async () => {
      const include = which.dev ? ['--include=dev'] : [];
      const args = [findNpm(), 'ci', '--no-fund', '--no-audit', ...include];
      const done = await run(node, args, { cwd: base, env: environment(node) });
      if (done.code === 0) return;
      const todo = `run npm ci in ${base} to see everything npm says; it needs the network and write access`;
      throw new SetupError({ step, why: done.output, todo });
    });
  });
}

/**
 * Compares what npm says it installed with what the lock file asks for. Contents, not times: a fresh clone, a
 * `git checkout` and a copied tree all have misleading times.
 * @param {string} base
 * @param {{ dev: boolean }} which
 * @returns {string | undefined} the first difference
 */
export function findPackageProblem(base, which) {
  const wanted = readPackages(join(base, 'package-lock.json'));
  const installed = readPackages(join(base, 'node_modules', '.package-lock.json'));
  if (!wanted) return 'package-lock.json cannot be read';
  if (!installed) return 'nothing is installed';
  for (const [path, entry] of Object.entries(wanted)) {
    // Optional ones are there or not as the platform has it, and npm ci would not change that.
    if (path === '' || entry.optional || entry.devOptional || (entry.dev && !which.dev)) continue;
    const found = installed[path];
    // A workspace of ours is a link: it has no version.
    if (!found || found.version !== entry.version)
      return `${path} is ${found?.version ?? 'missing'} and should be ${entry.version ?? 'a link'}`;
  }
  return undefined;
}

/** @param {string} file @returns {Record<string, Locked> | undefined} */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
