// Programs out of Debian packages without touching the machine: apt resolves and downloads, dpkg-deb unpacks into
// the clone. No root, no service started, nothing on port 6379 or 80. docs/decisions/0006-private-programs.md says why.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { intoPlace, toolsDir } from './place.mjs';
import { SetupError } from './progress.mjs';
import { findProgram } from './find-program.mjs';
import { run } from './run.mjs';

const SYSTEM_LISTS = '/var/lib/apt/lists';
const SYSTEM_STATUS = '/var/lib/dpkg/status';

export function hasApt() {
  return findProgram('apt-get') !== undefined && findProgram('dpkg-deb') !== undefined;
}

/** @param {string} lists whether apt has ever been told what packages exist */
export function hasPackageLists(lists = SYSTEM_LISTS) {
  try {
    return readdirSync(lists).some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}

/**
 * @param {string} base the clone
 * @param {{ name: string, debianPackage: string, step: string, todo: string, lists?: string, status?: string }} what
 *   name is the program and the tools directory; lists and status stand for apt's own, apart for tests
 * @returns {Promise<string>} path of a script that runs the program with its libraries
 */
export async function unpackPrivately(base, what) {
  const dir = join(toolsDir(base), what.name);
  await intoPlace(dir, async (fresh) => {
    const state = join(toolsDir(base), 'apt');
    const archives = join(fresh, 'debs');
    prepareApt(state, archives, what);
    await download(state, archives, what);
    const tree = join(fresh, 'root');
    for (const deb of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      const unpacked = await run('dpkg-deb', ['-x', join(archives, deb), tree]);
      if (unpacked.code !== 0)
        throw new SetupError({ step: what.step, why: unpacked.output, todo: what.todo });
    }
    rmSync(archives, { recursive: true });
    writeLauncher(fresh, tree, what);
    const flag = what.name === 'nginx' ? '-v' : '--version';
    const answer = await run(join(fresh, what.name), [flag]);
    if (answer.code !== 0) throw new SetupError({ step: what.step, why: answer.output, todo: what.todo });
  });
  return join(dir, what.name);
}

/** @param {string} state @param {string} archives @param {{ name: string, status?: string }} what */
function prepareApt(state, archives, what) {
  mkdirSync(join(archives, 'partial'), { recursive: true });
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  const stem = what.name.replace(/-server$/, '');
  writeFileSync(
    join(state, 'status'),
    withoutPackages(readFileSync(what.status ?? SYSTEM_STATUS, 'utf8'), stem),
  );
}

/**
 * We are here because the program cannot be found. Should dpkg believe its package installed, apt would download
 * nothing; so our private view of the machine leaves it out, and what depends on it, or apt would call that broken.
 * @param {string} status in the format of /var/lib/dpkg/status
 * @param {string} stem what the names of the packages to leave out contain
 */
export function withoutPackages(status, stem) {
  const stanzas = status.split('\n\n').filter((stanza) => stanza.trim() !== '');
  const gone = new Set(stanzas.map(nameOf).filter((name) => name.includes(stem)));
  for (let before = -1; before !== gone.size; ) {
    before = gone.size;
    for (const stanza of stanzas) {
      const wants = [...stanza.matchAll(/^(?:Pre-)?Depends: (.*)$/gm)].flatMap(([, list]) =>
        (list ?? '').split(/[,|]/),
      );
      if (wants.some((want) => gone.has(want.trim().split(/[ :]/)[0] ?? ''))) gone.add(nameOf(stanza));
    }
  }
  return stanzas.flatMap((stanza) => (gone.has(nameOf(stanza)) ? [] : [stanza, '\n\n'])).join('');
}

/**
 * @param {string} state
 * @param {string} archives
 * @param {{ debianPackage: string, step: string, todo: string, lists?: string }} what
 */
async function download(state, archives, what) {
  const privateLists = join(state, 'lists');
  const options = [
    ['Dir::State::status', join(state, 'status')],
    ['Dir::Cache', state],
    ['Dir::Cache::Archives', archives],
    ['Dir::Cache::pkgcache', ''],
    ['Dir::Cache::srcpkgcache', ''],
    ['Debug::NoLocking', '1'],
    ['APT::Sandbox::User', ''],
    ['Acquire::Retries', '2'],
    ['Acquire::Languages', 'none'],
  ].flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const apt = (/** @type {string} */ lists, /** @type {string[]} */ args) =>
    run('apt-get', [...options, '-o', `Dir::State::Lists=${lists}`, ...args], {
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    });
  const fetch = (/** @type {string} */ lists) =>
    apt(lists, ['install', '--download-only', '--yes', '--no-install-recommends', what.debianPackage]);

  const known = [what.lists ?? SYSTEM_LISTS, privateLists].filter(hasPackageLists);
  for (const lists of known) if ((await fetch(lists)).code === 0) return;
  // No lists (a container image drops them) or lists so old that the mirror no longer has those versions.
  const updated = await apt(privateLists, ['update']);
  const fetched = await fetch(privateLists);
  if (fetched.code === 0) return;
  const why = `${updated.code === 0 ? '' : updated.output}${fetched.output}`;
  throw new SetupError({ step: what.step, why, todo: what.todo });
}

/** @param {string} stanza */
function nameOf(stanza) {
  return /^Package: (\S+)/m.exec(stanza)?.[1] ?? '';
}

/** @param {string} fresh @param {string} tree @param {{ name: string }} what */
function writeLauncher(fresh, tree, what) {
  const program = ['usr/bin', 'usr/sbin', 'bin', 'sbin']
    .map((dir) => join(tree, dir, what.name))
    .find(isFile);
  if (!program) throw new Error(`the packages unpacked into ${tree} hold no ${what.name}`);
  const libraries = findLibraryDirs(tree).map((dir) => `$here/${relative(fresh, dir)}`);
  const path = `LD_LIBRARY_PATH="${libraries.join(':')}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`;
  const launcher = [
    '#!/bin/sh',
    'here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)',
    ...(libraries.length > 0 ? [path, 'export LD_LIBRARY_PATH'] : []),
    // exec: the pid that is spawned is the server's own.
    `exec "$here/${relative(fresh, program)}" "$@"`,
    '',
  ].join('\n');
  writeFileSync(join(fresh, what.name), launcher);
  chmodSync(join(fresh, what.name), 0o755);
}

/** @param {string} tree */
function findLibraryDirs(tree) {
  return ['usr/lib', 'lib']
    .map((dir) => join(tree, dir))
    .filter(isDirectory)
    .flatMap((dir) => [dir, ...readdirSync(dir).map((name) => join(dir, name))])
    .filter((dir) => isDirectory(dir) && readdirSync(dir).some((name) => /\.so(\.|$)/.test(name)));
}

/** @param {string} path */
function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** @param {string} path */
function isDirectory(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
