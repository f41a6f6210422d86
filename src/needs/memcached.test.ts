import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ShellAsk } from '#catalog/ask.ts';
import { freePort } from '#test/integration/ssh/sshd.ts';
import { describeWith, getPart } from '#test/needs.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { memcached } from './memcached.ts';
import { needs } from './needs.ts';

const opened = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });

const see = (port: number) => {
  const target = targetOf({
    run: { systemd: 'api' },
    needs: [{ memcached: { address: `127.0.0.1:${port}` } }],
  });
  const { memcached: ask } = needs.asks(target) ?? {};
  const { stdout } = spawnSync('sh', ['-c', (ask as ShellAsk).command], { encoding: 'utf8' });
  return [needs.read({ memcached: exited(stdout) }, target)].flat()[0];
};

const read = (said: string) => memcached.read?.(said, targetOf({ run: { systemd: 'api' } }).signatures);

/** A busy machine takes its time to start and to end what it is asked for. */
const long = { timeout: 20_000 };

describeWith(['memcached'], 'a real memcached', () => {
  const running: ChildProcess[] = [];
  const start = async (...options: string[]): Promise<number> => {
    const port = await freePort();
    const isRoot = process.getuid?.() === 0;
    const words = ['-l', '127.0.0.1', '-p', String(port), ...(isRoot ? ['-u', 'nobody'] : []), ...options];
    running.push(spawn(getPart('memcached'), words, { stdio: 'ignore' }));
    await vi.waitFor(async () => (await opened(port)).destroy(), long);
    return port;
  };
  afterAll(() => {
    for (const child of running) child.kill();
  });

  let port = 0;
  beforeAll(async () => {
    port = await start('-c', '64', '-o', 'maxconns_fast');
  });

  test('answers, and tells its version and how many may connect', () => {
    expect(see(port)).toMatchObject({
      status: 'ok',
      facts: { up: true, answers: true, version: expect.stringMatching(/^1\./), maxConnections: 64 },
    });
  });

  test('is full when it turns connections away, and works again once they are gone', async () => {
    const sockets = await Promise.all(Array.from({ length: 80 }, () => opened(port)));
    await vi.waitFor(
      () => expect(see(port)?.facts).toMatchObject({ up: false, outcome: 'full', full: true }),
      long,
    );
    for (const socket of sockets) socket.destroy();
    await vi.waitFor(() => expect(see(port)?.status).toBe('ok'), long);
  });

  test('is refused when it is gone', async () => {
    const other = await start();
    const gone = running.at(-1);
    const ended = new Promise((resolve) => gone?.once('exit', resolve));
    gone?.kill();
    await ended;
    expect(see(other)).toMatchObject({ status: 'bad', facts: { outcome: 'refused', reachable: false } });
  });
});

test('an error of its own is told in its own words; what others say is not understood', () => {
  expect(read('SERVER_ERROR out of memory\r\n')).toMatchObject({
    answers: false,
    error: 'SERVER_ERROR out of memory',
  });
  expect(read('-ERR unknown command\r\n')).toEqual({ answers: undefined });
});
