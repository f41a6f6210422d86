import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const KEPT_OUTPUT_CHARS = 200_000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a command quietly and keeps the end of what it printed, for the message if it fails.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string, tookMs: number }>}
 */
export function run(file, args, options = {}) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    track(child);
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const done = (/** @type {number} */ code) => resolve({ code, output, tookMs: Date.now() - startedAt });
    child.on('error', (error) => {
      running.delete(child);
      output += error.message;
      done(127);
    });
    child.on('close', (code) => done(code ?? 1));
  });
}

/** What `bound` adds to the arguments of Node: it stops the process when the pipe that binds it ends. */
const lifelineFile = fileURLToPath(new URL('lifeline.mjs', import.meta.url));
const lifelineFd = 3;

/**
 * A Node program that stops when we are gone, even by SIGKILL: one end of a pipe is ours, the other its fourth file.
 * @template {string} Stream
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {[Stream, Stream, Stream]} streams
 * @returns {{ args: string[], env: NodeJS.ProcessEnv, stdio: [Stream, Stream, Stream, 'pipe'] }}
 */
export function bound(args, env, streams) {
  return {
    args: ['--import', lifelineFile, ...args],
    env: { ...env, RESUS_LIFELINE: String(lifelineFd) },
    stdio: [...streams, 'pipe'],
  };
}

/**
 * Runs a Node program in our place: its input and output are ours, signals reach it, its exit code is returned.
 * @param {string} node
 * @param {string[]} programArgs
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runInOurPlace(node, programArgs, options = {}) {
  return new Promise((resolve, reject) => {
    const { args, env, stdio } = bound(programArgs, options.env ?? process.env, [
      'inherit',
      'inherit',
      'inherit',
    ]);
    const child = spawn(node, args, { ...options, env, stdio });
    // A terminal sends Ctrl-C to the whole foreground group, so the child has it already; a second one would
    // read as "stop at once". Without a terminal only we were signalled.
    const onInterrupt = () => {
      if (!process.stdin.isTTY) child.kill('SIGINT');
    };
    const onTerminate = () => child.kill('SIGTERM');
    const onHangup = () => child.kill('SIGHUP');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    process.on('SIGHUP', onHangup);
    const watch = npmIsGone(onTerminate);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      process.off('SIGHUP', onHangup);
      if (signal === null) return resolve(code ?? 1);
      // Die the way it died, so that a shell or supervisor sees the truth.
      process.kill(process.pid, signal);
    });
  });
}

const NPM_POLL_MS = 500;

/**
 * npm runs a script through a shell. A signal to npm reaches only that shell, and one that npm cannot hear (SIGKILL) not
 * even that: everything below would run on. Only under npm, since elsewhere a parent may well go first (nohup, a
 * closed terminal).
 * @param {() => void} stop
 */
function npmIsGone(stop) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const isShell = !/^(npm|node)/.test(readOf(parent, 'comm'));
  const grandparent = isShell ? parentOf(parent) : undefined;
  const timer = setInterval(() => {
    if (process.ppid === parent && (!isShell || parentOf(parent) === grandparent)) return;
    clearInterval(timer);
    stop();
  }, NPM_POLL_MS);
  return timer;
}

/** @param {number} pid @returns {string | undefined} absent where there is no /proc */
function parentOf(pid) {
  return /\) \S (\d+) [^)]*$/.exec(readOf(pid, 'stat'))?.[1];
}

/** @param {number} pid @param {string} file */
function readOf(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Ctrl-C during set-up must not leave npm or apt running behind us.
 * @param {import('node:child_process').ChildProcess} child */
function track(child) {
  if (running.size === 0) {
    process.once('SIGINT', stopAll);
    process.once('SIGTERM', stopAll);
  }
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size > 0) return;
    process.off('SIGINT', stopAll);
    process.off('SIGTERM', stopAll);
  });
}

/** @param {NodeJS.Signals} signal */
function stopAll(signal) {
  for (const child of running) child.kill(signal);
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
