import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Host } from '#catalog/catalog.ts';
import { fingerprint } from '#ssh/known-hosts.ts';
import type { Pool, PoolPorts } from '#ssh/pool.ts';
import { describeWith } from '#test/needs.ts';
import { lookOnce } from './ask.ts';
import { freePort, makeKey, poolOf, startSshd, type Sshd } from './sshd.ts';

const pools: Pool[] = [];
const open = (host: Host, more?: Partial<PoolPorts>): Pool => {
  const pool = poolOf([host], more);
  pools.push(pool);
  return pool;
};
afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

const strange = `SHA256:${'A'.repeat(43)}`;

describeWith(['sshd'], 'who a host is and who we are', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd([], ['ed25519', 'rsa', 'ecdsa']);
  });
  afterAll(() => sshd.stop());

  const unpinned = (): Host => {
    const { host_key: _, ...host } = sshd.host();
    return host;
  };
  const knownHosts = (name: string, ...lines: string[]): string => {
    const file = join(sshd.folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const named = () => `[127.0.0.1]:${sshd.port}`;
  const logins = () => sshd.log().match(/Accepted publickey/g)?.length ?? 0;

  it('an unknown key is refused before anything is sent, with the fingerprint and what to run', async () => {
    const before = logins();
    const answer = await lookOnce(open(unpinned()), 'true');
    expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'host_key_unknown' });
    expect(answer).toHaveProperty('detail', expect.stringContaining(sshd.fingerprint()));
    expect(answer).toHaveProperty('detail', expect.stringContaining('resus trust web-1'));
    expect(logins()).toBe(before);
  });

  it.each(['ed25519', 'rsa', 'ecdsa'])(
    'a pinned %s key is found among the keys of the host',
    async (type) => {
      const answer = await lookOnce(open(sshd.host({ host_key: sshd.fingerprint(type) })), 'echo in');
      expect(answer).toMatchObject({ text: 'in\n' });
    },
  );

  it('another key than the pinned one is a changed key, never an unknown one', async () => {
    const before = logins();
    const answer = await lookOnce(open(sshd.host({ host_key: strange })), 'true');
    expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'host_key_changed' });
    expect(answer).toHaveProperty('detail', expect.stringContaining(strange));
    expect(logins()).toBe(before);
  });

  it.each(['ed25519', 'rsa', 'ecdsa'])('a known_hosts line with only the %s key is enough', async (type) => {
    const file = knownHosts(`known-${type}`, `${named()} ${sshd.publicKey(type)}`);
    expect(await lookOnce(open(unpinned(), { knownHostsFiles: [file] }), 'echo in')).toMatchObject({
      text: 'in\n',
    });
  });

  it('hashed lines count, as ssh-keygen -H writes them', async () => {
    const file = knownHosts('hashed', `${named()} ${sshd.publicKey()}`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/);
    expect(await lookOnce(open({ ...unpinned(), known_hosts: file }), 'echo in')).toMatchObject({
      text: 'in\n',
    });
  });

  it('a line with another key for this host is a changed key', async () => {
    const other = makeKey(join(sshd.folder, 'other'));
    const key = readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const file = knownHosts('changed', `${named()} ${key}`);
    const answer = await lookOnce(open(unpinned(), { knownHostsFiles: [file] }), 'true');
    expect(answer).toMatchObject({ reason: 'host_key_changed' });
    expect(answer).toHaveProperty('detail', expect.stringContaining(`${file}:1`));
  });

  it('a line with a key type that the host no longer has is a changed key', async () => {
    const other = makeKey(join(sshd.folder, 'wide'), '-t', 'ecdsa', '-b', '521', '-N', '');
    const key = readFileSync(`${other}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
    const file = knownHosts('gone', `${named()} ${key}`);
    const answer = await lookOnce(open(unpinned(), { knownHostsFiles: [file] }), 'true');
    expect(answer).toMatchObject({ reason: 'host_key_changed' });
  });

  it('a revoked key is refused though it is pinned', async () => {
    const file = knownHosts('revoked', `@revoked * ${sshd.publicKey()}`);
    const answer = await lookOnce(open(sshd.host(), { knownHostsFiles: [file] }), 'true');
    expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'host_key_revoked' });
  });

  it('what is added to known_hosts counts at the next look', async () => {
    const file = knownHosts('later', '');
    const pool = open(unpinned(), { knownHostsFiles: [file] });
    expect(await lookOnce(pool, 'true')).toMatchObject({ reason: 'host_key_unknown' });
    appendFileSync(file, `${named()} ${sshd.publicKey()}\n`);
    expect(await lookOnce(pool, 'echo in')).toMatchObject({ text: 'in\n' });
  });

  it('the presented key is told without logging in', async () => {
    const before = logins();
    const seen = await open(unpinned()).presentedKey('web-1');
    if ('trouble' in seen) throw new Error(seen.trouble.detail);
    expect(fingerprint(seen.key)).toBe(sshd.fingerprint());
    expect(seen.name).toBe(named());
    expect(logins()).toBe(before);
  });

  it('a login key that the host does not know is refused, and is not tried again at once', async () => {
    const wrong = makeKey(join(sshd.folder, 'wrong'));
    let now = 0;
    const pool = open(sshd.host({ key: `file:${wrong}` }), { clock: { now: () => now } });
    const tries = () => sshd.log().match(/Connection from/g)?.length ?? 0;
    expect(await lookOnce(pool, 'true')).toMatchObject({ outcome: 'unreachable', reason: 'auth_refused' });
    const before = tries();
    expect(await lookOnce(pool, 'true')).toMatchObject({ reason: 'auth_refused' });
    expect(tries()).toBe(before);
    now += 31_000;
    appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${wrong}.pub`));
    expect(await lookOnce(pool, 'echo in')).toMatchObject({ text: 'in\n' });
  });

  it('a key that cannot be used is explained', async () => {
    const pkcs8 = join(sshd.folder, 'pkcs8');
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', pkcs8], { stdio: 'ignore' });
    const locked = makeKey(join(sshd.folder, 'locked'), '-t', 'ed25519', '-N', 'secret');
    const detail = async (key: string, more?: Partial<Host>) => {
      const answer = await lookOnce(open(sshd.host({ key: `file:${key}`, ...more })), 'true');
      expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'no_credentials' });
      return 'detail' in answer ? answer.detail : '';
    };
    expect(await detail(pkcs8)).toContain('PKCS#8');
    expect(await detail(locked)).toContain('no passphrase is configured');
    const wrong = join(sshd.folder, 'wrong-passphrase');
    writeFileSync(wrong, 'not it');
    expect(await detail(locked, { passphrase: `file:${wrong}` })).toContain('passphrase configured');
    expect(await detail(`${sshd.keyFile}.pub`)).toContain('is a public key');
    expect(await detail(join(sshd.folder, 'none'))).toContain('ENOENT');
    const empty = join(sshd.folder, 'empty');
    writeFileSync(empty, '');
    expect(await detail(empty)).toContain('cannot be read');
  });

  it('an encrypted key works with its passphrase', async () => {
    const locked = makeKey(join(sshd.folder, 'locked-well'), '-t', 'ed25519', '-N', 'secret');
    appendFileSync(join(sshd.folder, 'authorized_keys'), readFileSync(`${locked}.pub`));
    const passphrase = join(sshd.folder, 'passphrase');
    writeFileSync(passphrase, 'secret\n');
    const host = sshd.host({ key: `file:${locked}`, passphrase: `file:${passphrase}` });
    expect(await lookOnce(open(host), 'echo in')).toMatchObject({ text: 'in\n' });
  });

  it('an agent with many keys offers only the one that is named', async () => {
    const socket = join(sshd.folder, 'agent');
    const started = execFileSync('ssh-agent', ['-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      const env = { ...process.env, SSH_AUTH_SOCK: socket };
      const strangers = Array.from({ length: 8 }, (_, i) => makeKey(join(sshd.folder, `stranger-${i}`)));
      chmodSync(sshd.keyFile, 0o600);
      execFileSync('ssh-add', ['-q', ...strangers, sshd.keyFile], { env });
      const host = sshd.host({ agent: true, key: `file:${sshd.keyFile}.pub` });
      expect(await lookOnce(open(host, { agentSocket: socket }), 'echo in')).toMatchObject({ text: 'in\n' });
      const { key: _, ...any } = host;
      const answer = await lookOnce(open(any, { agentSocket: socket }), 'true');
      expect(answer).toMatchObject({ outcome: 'unreachable', reason: 'no_credentials' });
      expect(answer).toHaveProperty('detail', expect.stringContaining('holds 9 keys'));
    } finally {
      process.kill(pid);
    }
  });

  it('a host through a jump host is reached, and each is verified under its own name', async () => {
    const target = sshd.host({ jump: 'bastion' });
    const bastion = await startSshd();
    try {
      const good = poolOf([target, { ...bastion.host(), name: 'bastion' }]);
      pools.push(good);
      expect(await lookOnce(good, 'echo far')).toMatchObject({ text: 'far\n' });
      const bad = poolOf([target, { ...bastion.host({ host_key: strange }), name: 'bastion' }]);
      pools.push(bad);
      const answer = await lookOnce(bad, 'true');
      expect(answer).toMatchObject({ reason: 'host_key_changed' });
      expect(answer).toHaveProperty('detail', expect.stringContaining('bastion'));
      const closed = poolOf([
        { ...target, port: await freePort() },
        { ...bastion.host(), name: 'bastion' },
      ]);
      pools.push(closed);
      expect(await lookOnce(closed, 'true')).toMatchObject({ outcome: 'unreachable', reason: 'refused' });
    } finally {
      bastion.stop();
    }
  });

  it('an entry of an ssh configuration is followed: address, port, user, key, jump', async () => {
    const bastion = await startSshd();
    try {
      const { user } = sshd.host();
      const included = knownHosts('more.conf', 'Host web', `  Port ${sshd.port}`, '  ProxyJump edge');
      const config = knownHosts(
        'config',
        `Include ${included}`,
        `Host edge\n  HostName 127.0.0.1\n  Port ${bastion.port}\n  User ${user}\n  IdentityFile ${bastion.keyFile}`,
        `Host web\n  HostName 127.0.0.1\n  User ${user}\n  IdentityFile ${sshd.keyFile}`,
      );
      const known = knownHosts(
        'both',
        `${named()} ${sshd.publicKey()}`,
        `[127.0.0.1]:${bastion.port} ${bastion.publicKey()}`,
      );
      const host: Host = { name: 'web-1', ssh_config: 'web', port: 22, os: 'linux' };
      const pool = open(host, { sshConfigFile: config, knownHostsFiles: [known] });
      expect(await lookOnce(pool, 'echo far')).toMatchObject({ text: 'far\n' });
    } finally {
      bastion.stop();
    }
  });

  it('a port where nobody listens, a server that is not SSH and a name that does not exist are told apart', async () => {
    const port = await freePort();
    expect(await lookOnce(open(sshd.host({ port })), 'true')).toMatchObject({ reason: 'refused' });
    expect(await lookOnce(open(sshd.host({ address: 'nothing.invalid' })), 'true')).toMatchObject({
      reason: 'dns',
    });
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const other = (server.address() as AddressInfo).port;
    expect(await lookOnce(open(sshd.host({ port: other })), 'true')).toMatchObject({
      outcome: 'unreachable',
    });
    server.close();
  });

  it('a host that the catalog does not know is an answer', async () => {
    const pool = poolOf([]);
    expect(await lookOnce(pool, 'true')).toMatchObject({ outcome: 'unreachable', reason: 'other' });
  });
});
