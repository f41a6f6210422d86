#!/usr/bin/env node
// Completes package-lock.json after `npm install`. A registry that carries only some platforms' binaries makes npm
// leave the others out of the lock file without a word, and then `npm ci` refuses it on every machine ("Missing …
// from lock file"). What is written here is what npm would have written, less the checksum it never saw.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

const file = process.argv[2] ?? 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (path === '' || isLocked(path, name)) continue;
    lock.packages[beside(path) + name] = describe(name, version, entry.dev);
    added += 1;
  }
}

if (added > 0) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`${file}: ${added} optional packages added\n`);

/** Looks where Node would: below the package, then beside it, then further up.
 * @param {string} path @param {string} name */
function isLocked(path, name) {
  for (let at = `${path}/`; ; at = at.slice(0, at.lastIndexOf('node_modules/'))) {
    if (lock.packages[`${at}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/** @param {string} path of a package @returns {string} the node_modules it lies in */
function beside(path) {
  return path.slice(0, path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** @param {string} name @param {unknown} version @param {boolean | undefined} dev */
function describe(name, version, dev) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu || !/^\d/.test(String(version))) {
    throw new Error(`${name}@${String(version)} is optional, but not a platform's binary: lock it by hand`);
  }
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  const saysLibc = words.some((word) => /^(musl|gnu)/.test(word));
  return {
    version,
    cpu: [cpu],
    ...(dev ? { dev: true } : {}),
    ...(saysLibc ? { libc: [libc] } : {}),
    optional: true,
    os: [os],
  };
}
