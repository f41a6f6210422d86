import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#base/clock.ts';
import type { Host } from '#catalog/catalog.ts';
import type { Pool } from '#ssh/pool.ts';
import { makeKey, poolOf, startSshd, type Sshd } from '#test/integration/ssh/sshd.ts';
import { describeWith } from '#test/needs.ts';
import { checkMonitor } from './check-monitor.ts';
import type { Monitor } from '#catalog/monitors.ts';
import type { Result } from './monitor-state.ts';
import { scaled } from '#test/scaled.ts';

const monitor: Monitor = {
  id: 'api/host',
  service: 'api',
  everyMs: 15_000,
  timeoutMs: 1_500,
  fail: { n: 3, of: 5 },
  check: { kind: 'ssh', host: 'web-1' },
};

const never = () => Promise.reject(new Error('a check over ssh asks nothing else'));
const ports = { http: never, tls: never, tcp: never, lastBeat: never, clock: systemClock };
const check = (pool: Pool, signal = new AbortController().signal): Promise<Result> =>
  checkMonitor({ ...ports, shell: pool.shell }, monitor, signal);

describeWith(['sshd'], 'a check over ssh', () => {
  let sshd: Sshd;
  const pools: Pool[] = [];
  const poolFor = (host: Host): Pool => {
    const pool = poolOf([host]);
    pools.push(pool);
    return pool;
  };
  beforeEach(async () => {
    sshd = await startSshd();
  });
  afterEach(() => {
    for (const pool of pools.splice(0)) pool.close();
    sshd.stop();
  });

  test('a host that lets us in is good, again over the same connection, and bad once its sshd is gone', async () => {
    const pool = poolFor(sshd.host());
    expect(await check(pool)).toMatchObject({ status: 'ok', detail: '' });
    expect(await check(pool)).toMatchObject({ status: 'ok' });
    expect(sshd.log().match(/Accepted publickey/g)).toHaveLength(1);
    sshd.kill();
    await expect.poll(async () => (await check(pool)).status).toBe('bad');
  });

  test('a port that accepts and says nothing is bad after the time of the check', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const result = await check(poolFor(sshd.host({ port })));
    expect(result).toMatchObject({ status: 'bad', detail: 'no answer over SSH in 1.5 s' });
    expect(result.tookMs).toBeGreaterThanOrEqual(1_400);
    expect(result.tookMs).toBeLessThan(scaled(3_000));
    silent.close();
  });

  test.each([
    ['a banner and then nothing', 'SSH-2.0-OpenSSH_9.2\r\n', false],
    ['a banner and then the end', 'SSH-2.0-OpenSSH_9.2\r\n', true],
    ['the end at once', '', true],
    ['words of another service', 'HTTP/1.1 400 Bad Request\r\n\r\n', true],
  ])('a port that accepts and says %s is bad', async (_name, said, isEnd) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(said);
      if (isEnd) socket.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await check(poolFor(sshd.host({ port })))).toMatchObject({ status: 'bad' });
    server.close();
  });

  test('a refused key, and a host key that is not the known one, say nothing about the host', async () => {
    const stranger = makeKey(join(sshd.folder, 'stranger'));
    expect(await check(poolFor(sshd.host({ key: `file:${stranger}` })))).toMatchObject({ status: 'unknown' });
    const changed = sshd.host({ host_key: `SHA256:${'A'.repeat(43)}` });
    expect(await check(poolFor(changed))).toMatchObject({ status: 'unknown' });
  });

  test('a check that is broken off says nothing about the host', async () => {
    expect(await check(poolFor(sshd.host()), AbortSignal.abort())).toMatchObject({
      status: 'unknown',
      detail: 'the check was stopped',
    });
  });
});
