import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { AppError } from '#base/errors.ts';

const killAfterMs = 5_000;

/** Ends a child that we started: politely, then for good. Resolves when it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  await gone;
  clearTimeout(timer);
}

/** A program that ends when this process does, however it goes: even under SIGKILL, when no handler of ours runs. */
export type BoundChild = {
  /** The program itself, not the shell that watches over it. */
  readonly pid: number;
  /** Resolves with the exit code, 128 and more for a signal, once it is gone. */
  readonly exited: Promise<number>;
  /** Ends it: politely, then for good. Resolves when it is gone. */
  readonly end: () => Promise<void>;
};

export type BoundOptions = {
  /** A file descriptor for both output streams; absent: nowhere. */
  readonly log?: number;
};

/*
 * The shell holds one end of a pipe and we the other. A line on it asks the program to end; its end of file means that
 * we are gone, and then the whole group is killed. The shell leads a session of its own, so that neither Ctrl+C in a
 * terminal nor a signal to our group reaches the program before us.
 */
const supervise = `
trap '' INT TERM HUP
(trap - INT TERM HUP; exec "$@") 3>&- &
child=$!
(while read -r order; do kill -TERM "$child"; done; kill -KILL 0) <&3 3>&- &
reader=$!
echo "$child" >&3
exec 3>&-
wait "$child"
code=$?
kill -KILL "$reader"
exit "$code"
`;

/** Starts a program bound to this process. It is not ready yet, and may not even exist: then it exits with 127. */
export async function startBound(
  file: string,
  args: readonly string[],
  { log }: BoundOptions = {},
): Promise<BoundChild> {
  const output = log ?? 'ignore';
  const shell = spawn('/bin/sh', ['-c', supervise, 'resus-lifeline', file, ...args], {
    stdio: ['ignore', output, output, 'pipe'],
    detached: true,
  });
  const lifeline = shell.stdio[3] as Duplex;
  lifeline.on('error', () => {}); // it ended before it was told to
  const exited = new Promise<number>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 137)));
  });
  exited.catch(() => {}); // whoever waits for it is told
  const lines = createInterface({ input: lifeline });
  const pid = await new Promise<number>((resolve, reject) => {
    lines.once('line', (line) => resolve(Number(line)));
    // Its end may be seen before its line is read: only when nothing more can come is there none.
    lines.once('close', () => {
      exited.then(
        (code) =>
          reject(
            new AppError(
              'internal',
              `The shell that watches over ${file} ended at once (exit code ${code}).`,
            ),
          ),
        reject,
      );
    });
    shell.once('error', reject);
  });
  return {
    pid,
    exited,
    end: async () => {
      lifeline.write('end\n');
      const timer = setTimeout(() => lifeline.destroy(), killAfterMs);
      await exited;
      clearTimeout(timer);
      lifeline.destroy();
    },
  };
}
