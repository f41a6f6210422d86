import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Guard } from '../guard.ts';
import type { Exit } from './exit-status.ts';
import { parseEnvironment, type UnitFile } from './unit-file.ts';

export interface UnitProcess {
  pid: number;
  /** Resolves once the process has ended and its last lines were delivered. */
  exited: Promise<Exit>;
  /** Signals the whole process group; false when it is gone. */
  signal(signal: NodeJS.Signals): boolean;
}

/** Why there is no process, in systemd's words, with the exit status systemd gives to that step. */
export interface SpawnFailure {
  messages: string[];
  exit?: Exit;
}

// A grandchild may keep the output open after the main process is gone; its lines are not waited for longer than this.
const lastLinesMs = 200;

export function spawnUnit(
  file: UnitFile,
  invocationId: string,
  { guard, onLine }: { guard: Guard; onLine: (pid: number, line: string) => void },
): UnitProcess | SpawnFailure {
  const environment = readEnvironment(file);
  if (!environment) {
    return {
      messages: [
        'Failed to load environment files: No such file or directory',
        "Failed to run 'start' task: No such file or directory",
      ],
    };
  }
  const [program = '', ...args] = file.execStart;
  const failure = findFailure(file.workingDirectory, program);
  if (failure) return failure;
  const child = spawn(program, args, {
    cwd: file.workingDirectory || '/',
    detached: true,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      ...environment,
      INVOCATION_ID: invocationId,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) {
    child.on('error', () => {}); // the same failure once more, as an event
    return notExecutable(program, 'Exec format error');
  }
  guard.watch(pid);
  const closed = Promise.all([readLines(child.stdout), readLines(child.stderr)]);
  const exited = once(child, 'exit').then(
    async ([code, signal]: (number | NodeJS.Signals | null)[]): Promise<Exit> => {
      await Promise.race([closed, delay(lastLinesMs)]);
      signalGroup(pid, 'SIGKILL'); // what the main process left behind, as systemd empties the control group
      guard.forget(pid);
      return signal ? { signal: signal as NodeJS.Signals } : { code: Number(code) };
    },
  );
  function readLines(stream: Readable): Promise<void> {
    const lines = createInterface({ input: stream, crlfDelay: Infinity });
    lines.on('line', (line) => onLine(pid ?? 0, line));
    return new Promise((resolve) => lines.once('close', resolve));
  }
  return { pid, exited, signal: (signal) => signalGroup(pid, signal) };
}

function readEnvironment(file: UnitFile): Record<string, string> | undefined {
  const variables = { ...file.environment };
  for (const { path, isOptional } of file.environmentFiles) {
    try {
      Object.assign(variables, parseEnvironment(readFileSync(path, 'utf8')));
    } catch {
      if (!isOptional) return undefined;
    }
  }
  return variables;
}

function findFailure(directory: string, program: string): SpawnFailure | undefined {
  if (directory && !statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    const reason = 'No such file or directory';
    return {
      messages: [
        `Changing to the requested working directory failed: ${reason}`,
        `Failed at step CHDIR spawning ${program}: ${reason}`,
      ],
      exit: { code: 200 },
    };
  }
  try {
    accessSync(program, constants.X_OK);
    return undefined;
  } catch (error) {
    const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES';
    return notExecutable(program, isDenied ? 'Permission denied' : 'No such file or directory');
  }
}

function notExecutable(program: string, reason: string): SpawnFailure {
  return {
    messages: [
      `Failed to locate executable ${program}: ${reason}`,
      `Failed at step EXEC spawning ${program}: ${reason}`,
    ],
    exit: { code: 203 },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
