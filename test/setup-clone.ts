import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { root } from '../bin/setup/place.mjs';

export type Ended = { code: number | null; signal: string | null; stdout: string; stderr: string };

/** A directory that is gone when the test is. */
export function makeDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'resus-setup-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A clone with the real bootstrap and the real packages, but with files of the test's own beside them. */
export function makeClone(
  files: Record<string, string>,
  options: { below?: string; modules?: boolean } = {},
): string {
  const clone = join(makeDir(), options.below ?? 'resus');
  mkdirSync(clone, { recursive: true });
  for (const name of ['bin', 'package.json', '.npmrc']) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
  // What is installed is by definition what this lock file asks for.
  cpSync(join(root, 'node_modules/.package-lock.json'), join(clone, 'package-lock.json'));
  if (options.modules !== false)
    symlinkSync(realpathSync(join(root, 'node_modules')), join(clone, 'node_modules'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }
  return clone;
}

/** Runs a script of a clone as `npm` would, less npm. */
export function runScript(
  file: string,
  args: string[],
  env?: NodeJS.ProcessEnv,
  started?: Started,
): Promise<Ended> {
  return runProgram(process.execPath, [file, ...args], env, started);
}

type Started = (child: { kill(signal: NodeJS.Signals): boolean }) => void;

/** Ends when everything that holds its output has ended; `started` is called with the process once it has printed its first line. */
export function runProgram(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  started?: Started,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...bareEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      if (ended.stdout === '') started?.(child);
      ended.stdout += String(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...ended }));
  });
}

/** A PATH that holds only these programs, so that a test plays a machine with little on it. */
export function makePath(...programs: string[]): string {
  const dir = makeDir();
  for (const program of programs)
    symlinkSync(realpathSync(program), join(dir, program.split('/').at(-1) ?? ''));
  return dir;
}

const configuresResus = /^(RESUS_|SLACK_|VITEST|REDIS_URL$|NODE_ENV$)/;

/** Ours, less what `npm test` found and what vitest itself sets. */
function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !configuresResus.test(name)));
}
