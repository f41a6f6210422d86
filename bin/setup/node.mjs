import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { alone, intoPlace, toolsDir } from './place.mjs';
import { slowly, SetupError } from './progress.mjs';
import { run } from './run.mjs';

// Node 24 is the first line whose type stripping is stable: it runs src/*.ts as they are.
const NEEDED_MAJOR = 24;
const PINNED_VERSION = '24.21.0';

/**
 * The Node that runs Resus: this one when it is new enough, else a private copy in .resus/tools/node.
 * @param {string} base the clone
 * @param {string} [runningVersion] the version to judge, apart for tests
 * @returns {Promise<string>} path of the binary
 */
export async function ensureNode(base, runningVersion = process.versions.node) {
  if (Number.parseInt(runningVersion, 10) >= NEEDED_MAJOR) return process.execPath;
  const dir = join(toolsDir(base), 'node');
  const name = packageName();
  const packageDir = join(dir, 'node_modules', name);
  const binary =
    process.platform === 'win32' ? join(packageDir, 'bin/node.exe') : join(packageDir, 'bin/node');
  if (isPinned(packageDir)) return binary;
  await alone(base, async () => {
    if (isPinned(packageDir)) return;
    const step = `fetch Node ${PINNED_VERSION} (this one is ${runningVersion}; Resus needs ${NEEDED_MAJOR})`;
    await slowly(step, () => intoPlace(dir, (fresh) => install(step, name, fresh)));
  });
  return binary;
}

/**
 * The environment for what we start: scripts and npx below us find the same Node first.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} [more]
 */
export function environment(node, more = {}) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`, ...more };
}

/**
 * Where Node keeps what it compiled: a start takes half the time when the types are stripped already. Node does without
 * when it cannot write there, as when an operator runs the command from a clone that belongs to somebody else.
 * @param {string} base the clone
 */
export function compileCache(base) {
  try {
    // Made here, because Node would make it readable by everybody, and the embedded Redis keeps its data in there.
    mkdirSync(join(base, '.resus'), { recursive: true, mode: 0o700 });
  } catch {
    // Read-only: nothing to keep.
  }
  return process.env.NODE_COMPILE_CACHE ?? join(base, '.resus', 'compile-cache');
}

/** The npm to run, as [script] for Node: the one that started us, else the first on PATH. */
export function findNpm() {
  const starter = process.env.npm_execpath;
  if (starter && basename(starter) === 'npm-cli.js' && existsSync(starter)) return starter;
  for (const dir of (process.env.PATH ?? '').split(delimiter)) {
    // npm on PATH is a link to its script, or on Windows a launcher beside node_modules/npm.
    for (const place of [join(dir, 'npm'), join(dir, 'node_modules/npm/bin/npm-cli.js')]) {
      if (!existsSync(place)) continue;
      const script = realpathSync(place);
      if (script.endsWith('npm-cli.js')) return script;
    }
  }
  throw new SetupError({
    step: 'find npm',
    why: 'no npm on PATH',
    todo: 'install npm (Debian: apt-get install npm), then run this again',
  });
}

function packageName() {
  // The meta package `node` links its binary in an install script, and those are off here (.npmrc).
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

/** @param {string} packageDir */
function isPinned(packageDir) {
  try {
    return JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')).version === PINNED_VERSION;
  } catch {
    return false;
  }
}

/** @param {string} step @param {string} name @param {string} fresh */
async function install(step, name, fresh) {
  const todo = `install Node ${NEEDED_MAJOR} or newer yourself, then run this again`;
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-fund', '--no-audit'];
  const args = [findNpm(), 'install', '--prefix', fresh, ...flags, `${name}@${PINNED_VERSION}`];
  const installed = await run(process.execPath, args, { cwd: fresh });
  if (installed.code !== 0) throw new SetupError({ step, why: installed.output, todo });
  const binary = join(fresh, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  accessSync(binary, constants.X_OK);
  const answer = await run(binary, ['--version']);
  // The published binaries need glibc: on Alpine they install but do not start.
  if (answer.code !== 0)
    throw new SetupError({ step, why: `it does not start here: ${answer.output}`, todo });
}
