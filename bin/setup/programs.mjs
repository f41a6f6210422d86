import { join } from 'node:path';
import { hasApt, unpackPrivately } from './debian.mjs';
import { findProgram, isExecutable } from './find-program.mjs';
import { alone, toolsDir } from './place.mjs';
import { slowly, SetupError } from './progress.mjs';

/**
 * @typedef {object} Program
 * @property {string} name its file, and its directory in .resus/tools
 * @property {string[]} names every file that will do, best first
 * @property {string} variable the environment variable that says where it is; what is set there is taken as it is
 * @property {string} debianPackage
 * @property {string} purpose
 * @property {string} otherwise what to do where it cannot be installed
 */

/** @type {Program} */
export const redisServer = {
  name: 'redis-server',
  names: ['redis-server', 'valkey-server'],
  variable: 'RESUS_REDIS_SERVER',
  debianPackage: 'redis-server',
  purpose: 'the embedded Redis',
  otherwise: 'or set REDIS_URL to a Redis of your own',
};

/** @type {Program} */
export const nginx = {
  name: 'nginx',
  names: ['nginx'],
  variable: 'RESUS_NGINX',
  debianPackage: 'nginx',
  purpose: "the sandbox's demo services",
  otherwise: 'or set SLACK_BOT_TOKEN to use a real workspace instead of the sandbox',
};

/**
 * Finds a program, or fetches it for this clone alone.
 * @param {string} base the clone
 * @param {Program} program
 * @returns {Promise<string>} its path
 */
async function ensureProgram(base, program) {
  const found = locateProgram(base, program);
  if (found) return found;
  const step = `fetch ${program.name} for ${program.purpose}`;
  const todo = `${installCommand(program)}, ${program.otherwise}`;
  if (!hasApt()) {
    throw new SetupError({ step, why: 'it is not on PATH and this is no Debian or Ubuntu', todo });
  }
  return alone(base, async () => {
    const { name, debianPackage } = program;
    const unpack = () => unpackPrivately(base, { name, debianPackage, step, todo });
    return locateProgram(base, program) ?? (await slowly(step, unpack));
  });
}

/**
 * @param {string} base the clone
 * @param {{ redis: boolean, nginx: boolean }} needs
 * @returns {Promise<NodeJS.ProcessEnv>} the variables that say where they are
 */
export async function ensureServers(base, needs) {
  /** @type {NodeJS.ProcessEnv} */
  const found = {};
  // One after the other: both ask the same private apt.
  if (needs.redis) found[redisServer.variable] = await ensureProgram(base, redisServer);
  if (needs.nginx) found[nginx.variable] = await ensureProgram(base, nginx);
  return found;
}

/**
 * Looks only, in the order that ensureProgram uses.
 * @param {string} base
 * @param {Program} program
 * @returns {string | undefined}
 */
export function locateProgram(base, program) {
  const given = process.env[program.variable];
  if (given) {
    if (isExecutable(given)) return given;
    const todo = `correct ${program.variable}, or unset it and Resus looks for ${program.name} itself`;
    throw new SetupError({ step: `use ${program.variable}`, why: `${given} cannot be run`, todo });
  }
  const ours = join(toolsDir(base), program.name, program.name);
  return findProgram(...program.names) ?? (isExecutable(ours) ? ours : undefined);
}

/** @param {Program} program @returns {string} the one line for this machine */
function installCommand(program) {
  const name = program.name === 'nginx' ? 'nginx' : 'redis';
  if (findProgram('apt-get')) return `run: sudo apt-get install ${program.debianPackage}`;
  if (findProgram('brew')) return `run: brew install ${name}`;
  if (findProgram('dnf')) return `run: sudo dnf install ${name}`;
  if (findProgram('apk')) return `run: apk add ${name}`;
  if (findProgram('pacman')) return `run: sudo pacman -S ${name}`;
  return name === 'redis'
    ? 'run: docker run -d -p 127.0.0.1:6379:6379 redis redis-server --appendonly yes --maxmemory-policy noeviction, ' +
        'then start with REDIS_URL=redis://127.0.0.1:6379'
    : `install ${name} with the package manager of this machine`;
}
