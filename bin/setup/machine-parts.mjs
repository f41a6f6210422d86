// What the tests and the lab use of the machine itself. On Debian as root the missing ones are installed; anywhere
// else they are named, and the tests that need them are skipped by name. `npm start` installs nothing of this.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hasPackageLists } from './debian.mjs';
import { findProgram } from './find-program.mjs';
import { slowly, SetupError } from './progress.mjs';
import { run } from './run.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

/** @typedef {{ programs: string[], debianPackage: string, variable?: string }} Part */

/** @type {Part[]} */
export const hostParts = [
  { programs: ['debootstrap'], debianPackage: 'debootstrap' },
  { programs: ['ip'], debianPackage: 'iproute2' },
  { programs: ['ssh-keygen', 'ssh'], debianPackage: 'openssh-client' },
];

/** @type {Part[]} */
export const testParts = [
  ...hostParts,
  { programs: ['sshd'], debianPackage: 'openssh-server', variable: 'RESUS_SSHD' },
  { programs: ['busybox'], debianPackage: 'busybox', variable: 'RESUS_BUSYBOX' },
  { programs: ['memcached'], debianPackage: 'memcached', variable: 'RESUS_MEMCACHED' },
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
    variable: 'RESUS_CHROMIUM',
  },
];

/** @param {Part} part @returns {string | undefined} its path */
export function locatePart(part) {
  const given = part.variable && process.env[part.variable];
  return given || findProgram(...part.programs);
}

/**
 * Installs what is missing where we may, with one apt call.
 * @param {Part[]} parts
 * @returns {Promise<Part[]>} what is still missing because this is not Debian, or not root
 */
export async function ensureParts(parts) {
  const missing = parts.filter((part) => !locatePart(part));
  if (missing.length === 0 || !mayInstall()) return missing;
  const packages = missing.map((part) => part.debianPackage);
  const step = `install ${packages.join(', ')}`;
  await slowly(step, async () => {
    const failure = await withServicesHeldBack(packages, () => aptInstall(packages));
    const todo = `run: ${aptCommand(missing)}`;
    if (failure) throw new SetupError({ step, why: failure, todo });
  });
  return parts.filter((part) => !locatePart(part));
}

/** @param {Part[]} parts */
export function aptCommand(parts) {
  return `sudo apt-get install ${parts.map((part) => part.debianPackage).join(' ')}`;
}

function mayInstall() {
  return process.getuid?.() === 0 && isDebian() && findProgram('apt-get') !== undefined;
}

function isDebian() {
  // Not its derivatives: Ubuntu's chromium package, for one, is a snap that hangs in a container.
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** @param {string[]} packages @returns {Promise<string | undefined>} what failed */
async function aptInstall(packages) {
  const args = ['install', '--yes', '--no-install-recommends', ...packages];
  if (hasPackageLists() && (await aptGet(args)).code === 0) return undefined;
  // Lists may be absent, or name versions that the mirror no longer has.
  const updated = await aptGet(['update']);
  const installed = await aptGet(args);
  return installed.code === 0 ? undefined : `${updated.code === 0 ? '' : updated.output}${installed.output}`;
}

/** @param {string[]} args */
function aptGet(args) {
  return run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2', ...args], {
    env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/**
 * Debian starts a server when it is installed and again at every boot. The tests start their own on ports of
 * their own, so nothing may be left listening: policy-rc.d forbids the start, disabling forbids the boot.
 * @template T
 * @param {string[]} packages
 * @param {() => Promise<T>} work
 */
async function withServicesHeldBack(packages, work) {
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    if (ours) rmSync(POLICY, { force: true });
    if (packages.includes('openssh-server') && findProgram('systemctl')) {
      await run('systemctl', ['disable', 'ssh.service', 'ssh.socket']);
    }
  }
}

/** sshd run as root wants this directory, which on Debian only its service makes. */
export function prepareSshd() {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
}
