import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Guard, startGuard } from '../guard.ts';
import { loadOrMakeKey, type SshKey } from './ssh-keys.ts';
import { type SshServer, startSshServer } from './ssh-server.ts';
import { scaled } from '../../workspace/wire/scaled.ts';

let directory: string;
let guard: Guard;
let hostKey: SshKey;
let clientKey: SshKey;
let server: SshServer;
let client: Client;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'resus-ssh-'));
  [hostKey, clientKey] = await Promise.all([
    loadOrMakeKey(directory, 'host_key'),
    loadOrMakeKey(directory, 'client_key'),
  ]);
});

beforeEach(async () => {
  guard = startGuard(join(directory, 'scratch'));
  server = await startSshServer({
    hostKey,
    clientKey,
    user: 'demo',
    environment: { PATH: '/usr/bin:/bin', GREETING: 'hello' },
    directory,
    guard,
  });
  client = await connect({ privateKey: clientKey.privateKey });
});

afterEach(async () => {
  client.end();
  await server.stop();
  await guard.close();
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function connect(config: ConnectConfig): Promise<Client> {
  const made = new ssh2.Client();
  return new Promise((resolve, reject) => {
    made.once('ready', () => resolve(made)).on('error', reject);
    made.connect({ host: '127.0.0.1', port: server.port, username: 'demo', ...config });
  });
}

function open(command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

interface Ended {
  out: string;
  err: string;
  code: number | null;
  signal: string | undefined;
}

function finish(channel: ClientChannel): Promise<Ended> {
  const ended: Ended = { out: '', err: '', code: null, signal: undefined };
  channel.setEncoding('utf8').on('data', (chunk: string) => (ended.out += chunk));
  channel.stderr.setEncoding('utf8').on('data', (chunk: string) => (ended.err += chunk));
  channel.on('exit', (code: number | null, signal?: string) => Object.assign(ended, { code, signal }));
  channel.resume();
  return new Promise((resolve) => channel.once('close', () => resolve(ended)));
}

const run = async (command: string) => finish(await open(command));
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a command runs for real, with its own environment, both outputs and its exit code', async () => {
  expect(await run('echo "$GREETING from $PWD"; echo oops >&2; exit 7')).toEqual({
    out: `hello from ${directory}\n`,
    err: 'oops\n',
    code: 7,
    signal: undefined,
  });
});

test('a shell reads the commands it is given on standard input and ends with them', async () => {
  const channel = await open('sh');
  const ended = finish(channel);
  channel.end('echo one\necho two; (exit 4)\n');
  expect(await ended).toMatchObject({ out: 'one\ntwo\n', code: 4 });
});

test('eight megabytes on each output arrive whole, unread ones wait', async () => {
  const channel = await open(
    "head -c 8000000 /dev/zero | tr '\\0' a; head -c 8000000 /dev/zero | tr '\\0' b >&2",
  );
  channel.pause();
  expect((await run('echo meanwhile')).out).toBe('meanwhile\n');
  const { out, err, code } = await finish(channel);
  expect([out.length, err.length, code]).toEqual([8_000_000, 8_000_000, 0]);
});

test('death by a signal is told as such, whether by itself or by the client', async () => {
  expect(await run('kill -SEGV $$')).toMatchObject({ code: null, signal: 'SIGSEGV' });
  const channel = await open('sleep 60 & echo started; wait');
  const ended = finish(channel);
  channel.once('data', () => channel.signal('TERM'));
  expect(await ended).toMatchObject({ out: 'started\n', code: null, signal: 'SIGTERM' });
});

test.each([
  ['closes the channel', (channel: ClientChannel) => channel.close()],
  ['ends the connection', () => client.end()],
  ['breaks the connection', () => client.destroy()],
])('the whole process group is gone when the client %s', async (_how, leave) => {
  const channel = await open("trap '' TERM; sleep 60 & echo $$ $!; wait; wait; sleep 60");
  const text = await new Promise<string>((resolve) =>
    channel.once('data', (chunk: Buffer) => resolve(chunk.toString())),
  );
  const pids = text.trim().split(' ').map(Number);
  expect(pids.map(isAlive)).toEqual([true, true]);
  leave(channel);
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), {
    timeout: scaled(5_000),
    interval: 20,
  });
});

test('what a command left in the background is gone with its channel', async () => {
  const pid = Number((await run('sleep 60 >/dev/null 2>&1 & echo $!')).out);
  expect(pid).toBeGreaterThan(0);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: scaled(5_000), interval: 20 });
});

test('ten sessions at once are served, the eleventh is refused, and a place that became free is given again', async () => {
  const channels = await Promise.all(Array.from({ length: 10 }, () => open('cat')));
  await expect(open('true')).rejects.toMatchObject({ reason: 2 });
  const [first, ...others] = channels;
  if (!first) throw new Error('no channel');
  const ended = finish(first);
  first.end();
  await ended;
  await vi.waitFor(async () => expect((await run('echo again')).out).toBe('again\n'));
  await Promise.all(others.map((channel) => (channel.end(), finish(channel))));
});

test('only the demo user with the demo key gets in', async () => {
  const stranger = await loadOrMakeKey(directory, 'stranger_key');
  const refused = 'All configured authentication methods failed';
  await expect(connect({ privateKey: stranger.privateKey })).rejects.toThrow(refused);
  await expect(connect({ privateKey: clientKey.privateKey, username: 'root' })).rejects.toThrow(refused);
  await expect(connect({ password: 'demo' })).rejects.toThrow(refused);
});

test('the host shows the key whose fingerprint is in the catalog, also after a new start', async () => {
  const seen: Buffer[] = [];
  const hostVerifier = (key: Buffer) => seen.push(key) > 0;
  (await connect({ privateKey: clientKey.privateKey, hostVerifier })).end();
  expect(seen[0]).toEqual(hostKey.key.getPublicSSH());
  expect(await loadOrMakeKey(directory, 'host_key')).toMatchObject({ fingerprint: hostKey.fingerprint });
  expect(hostKey.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  expect(statSync(hostKey.path).mode & 0o777).toBe(0o600);
});

test('a pty, a shell and a forward are refused', async () => {
  const shell = new Promise((resolve, reject) => {
    client.shell((error) => (error ? reject(error) : resolve('opened')));
  });
  await expect(shell).rejects.toThrow('Unable to request a pseudo-terminal');
  const forward = new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 1, '127.0.0.1', server.port, (error) =>
      error ? reject(error) : resolve('opened'),
    );
  });
  await expect(forward).rejects.toThrow('Channel open failure');
});
