import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bound } from '../../bin/setup/run.mjs';
import { scaled } from '#test/scaled.ts';

const root = join(import.meta.dirname, '..', '..');

export type Spawned = {
  readonly child: ChildProcess;
  /** Everything it has printed so far, both streams. */
  readonly output: () => string;
  /** Resolves with the match once it has printed it; rejects with all it said when it ends before. */
  readonly says: (pattern: RegExp, timeoutMs?: number) => Promise<RegExpExecArray>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
};

/** A command of this repository as a process of its own, with an environment that has nothing configured. */
export function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Spawned {
  const { PATH = '', HOME = '', RESUS_REDIS_SERVER = '', RESUS_NGINX = '' } = process.env;
  const given = { PATH, HOME, RESUS_REDIS_SERVER, RESUS_NGINX, RESUS_HTTP: '127.0.0.1:0', ...env };
  const program = bound([...args], given, ['ignore', 'pipe', 'pipe']);
  const child = spawn(process.execPath, program.args, { ...program, cwd: root });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    child.emit('said');
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const says = async (pattern: RegExp, usualMs = 60_000): Promise<RegExpExecArray> => {
    const timeoutMs = scaled(usualMs);
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = pattern.exec(said);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${said}`);
      await Promise.race([once(child, 'said', { signal }), once(child, 'exit', { signal })]).catch(() => {
        throw new Error(`it did not say ${pattern.source} in ${timeoutMs} ms:\n${said}`);
      });
    }
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { child, output: () => said, says, stop };
}
