import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host } from '#catalog/catalog.ts';
import { createPool, type Pool, type PoolPorts } from '#ssh/pool.ts';
import { getPart } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

export type Sshd = {
  readonly port: number;
  readonly folder: string;
  /** The private key that may log in. */
  readonly keyFile: string;
  fingerprint(type?: string): string;
  /** `type base64`, as known_hosts wants it after the name. */
  publicKey(type?: string): string;
  /** The host as a catalog would describe it, pinned. */
  host(more?: Partial<Host>): Host;
  log(): string;
  /** Kills the listener and every session: what a crash of sshd, or of the host, looks like. */
  kill(): void;
  stop(): void;
};

const user = userInfo().username;

export function makeKey(file: string, ...options: string[]): string {
  const kind = options.length > 0 ? options : ['-t', 'ed25519', '-N', ''];
  execFileSync('ssh-keygen', ['-q', '-f', file, '-C', 'test', ...kind]);
  return file;
}

function fingerprintOf(publicKeyFile: string): string {
  return execFileSync('ssh-keygen', ['-lf', publicKeyFile], { encoding: 'utf8' }).split(' ')[1] ?? '';
}

/** A real sshd on loopback with keys of its own, logging in as whoever runs the tests. */
export async function startSshd(config: readonly string[] = [], types = ['ed25519']): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'resus-sshd-'));
  chmodSync(folder, 0o755);
  const file = (name: string) => join(folder, name);
  for (const type of types) makeKey(file(`host_${type}`), '-t', type, '-N', '');
  const keyFile = makeKey(file('login'));
  writeFileSync(file('authorized_keys'), readFileSync(`${keyFile}.pub`), { mode: 0o600 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const lines = [
    ...config,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...types.map((type) => `HostKey ${file(`host_${type}`)}`),
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100:30:200',
    'LogLevel VERBOSE',
  ];
  writeFileSync(file('sshd_config'), `${lines.join('\n')}\n`);
  const child = spawn(getPart('sshd'), ['-D', '-e', '-f', file('sshd_config')]);
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await untilOpen(port, () => log);
  const publicFile = (type = 'ed25519') => file(`host_${type}.pub`);
  const kill = () => {
    for (const pid of descendants(child)) process.kill(pid, 'SIGKILL');
    child.kill('SIGKILL');
  };
  // a test that runs out of time never comes to its own end
  process.once('exit', kill);
  return {
    port,
    folder,
    keyFile,
    fingerprint: (type) => fingerprintOf(publicFile(type)),
    publicKey: (type) => readFileSync(publicFile(type), 'utf8').split(' ').slice(0, 2).join(' '),
    host: (more) => ({
      name: 'web-1',
      address: '127.0.0.1',
      port,
      user,
      key: `file:${keyFile}`,
      host_key: fingerprintOf(publicFile()),
      os: 'linux',
      ...more,
    }),
    log: () => log,
    kill,
    stop: () => {
      child.kill();
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A pool over hosts that a test describes. Its ports are real but for the clock, which a test may set. */
export function poolOf(hosts: readonly Host[], more: Partial<PoolPorts> = {}): Pool {
  return createPool({
    findHost: (name) => hosts.find((host) => host.name === name),
    readReference: (reference) => Promise.resolve(readFileSync(reference.replace(/^file:/, ''))),
    knownHostsFiles: [],
    sshConfigFile: '/nonexistent/ssh_config',
    clock: { now: () => Date.now() },
    log: { warn: () => {} },
    ...more,
  });
}

/** Only sshd's own processes: what runs in its sessions must notice by itself that it was left alone. */
function descendants(child: ChildProcess): number[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,comm='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const found: number[] = [];
  const visit = (parent: number) => {
    for (const [pid, ppid, command] of table)
      if (Number(ppid) === parent && command?.startsWith('sshd')) {
        found.push(Number(pid));
        visit(Number(pid));
      }
  };
  if (child.pid) visit(child.pid);
  return found;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function untilOpen(port: number, log: () => string): Promise<void> {
  const deadline = Date.now() + scaled(10_000);
  while (!(await isOpen(port))) {
    if (Date.now() > deadline) throw new Error(`sshd did not start: ${log()}`);
    await pause(20);
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const pause = (ms: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Polls until `ask` is true; fails with what was waited for. */
export async function until(what: string, ask: () => boolean, usualMs = 10_000): Promise<void> {
  const limitMs = scaled(usualMs);
  const deadline = Date.now() + limitMs;
  while (!ask()) {
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await pause(20);
  }
}

/** Pids whose command line holds `text`. */
export function processesWith(text: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text));
}
