import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerChannel, Session } from 'ssh2';
import type { Guard } from '../guard.ts';

export interface SessionOptions {
  environment: Record<string, string>;
  directory: string;
  guard: Guard;
}

type Shell = ChildProcessByStdio<Writable, Readable, Readable> & { pid: number };

// As sshd's AcceptEnv on Debian: the language, and nothing that could steer a program.
const acceptedVariable = /^(LANG|LC_[A-Z]+)$/;
const killAfterMs = 500;

/** Runs what one session channel asks for: one real `sh -c` in its own process group. No pty, no forwarding, no sftp. */
export function serveSession(session: Session, options: SessionOptions, onClose: () => void): void {
  const environment = { ...options.environment };
  let shell: Shell | undefined;
  session.on('env', (accept, _reject, { key, val }) => {
    if (acceptedVariable.test(key)) environment[key] = val;
    (accept as (() => void) | undefined)?.(); // undefined when the client wants no reply
  });
  session.on('signal', (_accept, _reject, { name }) => {
    if (shell) signalGroup(shell, `SIG${name}` as NodeJS.Signals);
  });
  session.on('exec', (accept, reject, { command }) => {
    shell = startShell(command, environment, options.directory);
    if (shell) connect(accept(), shell, options.guard);
    else reject();
  });
  session.once('close', onClose);
}

function startShell(
  command: string,
  environment: Record<string, string>,
  directory: string,
): Shell | undefined {
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: directory,
    detached: true,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.on('error', () => {}); // E2BIG and the like: there is no pid then, and the request is refused
  return child.pid === undefined ? undefined : (child as Shell);
}

function connect(channel: ServerChannel, shell: Shell, guard: Guard): void {
  guard.watch(shell.pid);
  shell.stdin.on('error', () => {}); // the command ended without reading everything: its right
  channel.pipe(shell.stdin);
  shell.stdout.pipe(channel, { end: false });
  shell.stderr.pipe(channel.stderr, { end: false });
  shell.once('exit', (code, signal) => {
    if (signal) channel.exit(signal.replace(/^SIG/, ''), false, '');
    else channel.exit(code ?? 0);
  });
  // After 'exit' a background child may still hold the output: like sshd, the channel stays until that is closed too.
  const over = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  shell.once('close', () => {
    channel.unpipe().resume(); // input that nobody took would keep the channel from ever counting as closed
    channel.stderr.end(() => channel.end());
  });
  channel.once('close', () => {
    void endGroup(shell, over).then(() => guard.forget(shell.pid));
  });
}

/** Unlike sshd it leaves nothing behind, not even what was put into the background: the demo must be able to end whole. */
async function endGroup(shell: Shell, over: Promise<void>): Promise<void> {
  // Nobody reads any more; unread output would keep the shell from ever counting as closed.
  shell.stdout.unpipe().resume();
  shell.stderr.unpipe().resume();
  signalGroup(shell, 'SIGTERM');
  signalGroup(shell, 'SIGCONT');
  await Promise.race([over, delay(killAfterMs, undefined, { ref: false })]);
  signalGroup(shell, 'SIGKILL');
}

function signalGroup(shell: Shell, signal: NodeJS.Signals): void {
  try {
    process.kill(-shell.pid, signal);
  } catch {
    // The group is empty, or the client named a signal this system does not know.
  }
}
