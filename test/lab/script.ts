import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const labDir = process.env['RESUS_LAB_DIR'] ?? '/var/tmp/resus-lab';

export const scriptFile = join(import.meta.dirname, 'lab.sh');

export type Ran = { code: number; stdout: string; stderr: string };

export type RunOptions = {
  input?: string | Buffer;
  env?: Record<string, string>;
  timeoutMs?: number;
  /** Pass the script's own progress on to ours: a first build takes minutes. */
  loud?: boolean;
};

/** Runs lab.sh; never throws for a non-zero exit, which is an answer. A run past its time is killed: code 124. */
export function runLab(args: string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(scriptFile, args, { env: environment(options.env) });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const killAfter = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 300_000);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      err.push(chunk);
      if (options.loud) process.stderr.write(chunk);
    });
    child.on('error', reject);
    // 'exit', not 'close': a daemon that a command left behind may hold the pipes for ever
    child.on('exit', (code, signal) => {
      clearTimeout(killAfter);
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code: code ?? (signal ? 124 : 1), stdout: text(out), stderr: text(err) });
      });
    });
    child.stdin.on('error', () => {}); // the command may end without reading what it was given
    child.stdin.end(options.input ?? '');
  });
}

/** As runLab, but a non-zero exit is an error that says what the script said. */
export async function mustRunLab(args: string[], options: RunOptions = {}): Promise<string> {
  const ran = await runLab(args, options);
  if (ran.code === 0) return ran.stdout;
  throw new Error(
    `lab.sh ${args.slice(0, 2).join(' ')} ended with ${ran.code}: ${ran.stderr.trim() || ran.stdout.trim()}`,
  );
}

export function runLabNow(args: string[]): Ran {
  const ran = spawnSync(scriptFile, args, { env: environment(), encoding: 'utf8' });
  return { code: ran.status ?? 1, stdout: ran.stdout ?? '', stderr: ran.stderr ?? String(ran.error ?? '') };
}

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, RESUS_LAB_DIR: labDir, RESUS_LAB_OWNER: String(process.pid), ...extra };
}

function text(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
