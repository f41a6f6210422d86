import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '#catalog/catalog.ts';
import { freePort } from '#test/integration/ssh/sshd.ts';
import { getPart } from '#test/needs.ts';

export type SshdFleet = {
  readonly hosts: readonly Host[];
  readonly folder: string;
  readonly user: string;
  readonly port: number;
  readonly keyFile: string;
  readonly knownHosts: string;
  readonly key: Buffer;
  readonly stop: () => void;
};

/** So many real sshd processes, one an address from 127.0.1.1 on, with one temporary host key and login key. */
export async function startSshdFleet(count: number): Promise<SshdFleet> {
  const folder = mkdtempSync(join(tmpdir(), 'resus-fleet-'));
  chmodSync(folder, 0o755);
  const file = (name: string): string => join(folder, name);
  for (const name of ['host', 'login'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bench', '-f', file(name)]);
  const publicKey = readFileSync(file('host.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  writeFileSync(file('authorized_keys'), readFileSync(file('login.pub')), { mode: 0o600 });
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const addresses = Array.from({ length: count }, (_, i) => `127.0.1.${i + 1}`);
  const config = [
    `Port ${port}`,
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'LogLevel ERROR',
  ];
  writeFileSync(file('sshd_config'), `${config.join('\n')}\n`);
  writeFileSync(
    file('known_hosts'),
    addresses.map((address) => `[${address}]:${port} ${publicKey}\n`).join(''),
  );
  const children = addresses.map((address) =>
    spawn(getPart('sshd'), ['-D', '-f', file('sshd_config'), '-o', `ListenAddress=${address}`], {
      stdio: 'ignore',
    }),
  );
  const kill = (): void => children.forEach((child) => child.kill());
  process.once('exit', kill);
  await Promise.all(addresses.map((address) => untilOpen(address, port)));
  const fingerprint =
    execFileSync('ssh-keygen', ['-lf', file('host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? '';
  const { username: user } = userInfo();
  return {
    hosts: addresses.map((address, i) => ({
      name: `web-${i + 1}`,
      address,
      port,
      user,
      key: `file:${file('login')}`,
      host_key: fingerprint,
      os: 'linux',
    })),
    folder,
    user,
    port,
    keyFile: file('login'),
    knownHosts: file('known_hosts'),
    key: readFileSync(file('login')),
    stop: () => {
      kill();
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilOpen(address: string, port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isOpen(address, port))) {
    if (Date.now() > deadline) throw new Error(`no sshd on ${address}:${port}`);
    await delay(50);
  }
}

function isOpen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
