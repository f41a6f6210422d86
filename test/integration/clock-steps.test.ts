import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signal } from '#outages/events.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { startWatchProcess } from '#test/watch-process.ts';
import { scaled } from '#test/scaled.ts';

const hourMs = 3_600_000;

/** As `settimeofday` does it: the wall clock only, for everything in this process. */
const step = (byMs: number): void => {
  const real = Date.now;
  vi.spyOn(Date, 'now').mockImplementation(() => real() + byMs);
};

describeWith(['redis'], 'a clock that is set while monitors run', () => {
  let redisServer: RedisServer;
  let redis: Redis;
  let web: Server;
  let status = 200;
  let asked = 0;
  let url = '';
  let stop: (() => Promise<void>) | undefined;
  beforeEach(async () => {
    status = 200;
    redisServer = await startRedis();
    redis = workerConnection(redisServer.url, () => {});
    web = createServer((_request, response) => {
      asked += 1;
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(web.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    await stop?.();
    stop = undefined;
    vi.restoreAllMocks();
    web.close();
    web.closeAllConnections();
    redis.disconnect();
    await redisServer.stop();
  });

  const signals = async (): Promise<Signal[]> =>
    (await redis.lrange('test:sightings', 0, -1)).map((text) => JSON.parse(text) as Signal);
  const catalog = (): string => `
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api:
    host: web-1
    run: { systemd: api }
    public: { url: "${url}" }
    watch: { every: 5s, fail: 2 of 3 }
    monitors: [ { id: backup, every: 5s, heartbeat: { token: env:BEAT, every: 10m } } ]
`;
  const askedAgain = async (times: number): Promise<void> => {
    const from = asked;
    await expect
      .poll(() => asked - from, { timeout: scaled(15_000), interval: 50 })
      .toBeGreaterThanOrEqual(times);
  };

  test('an hour back: checks go on at once, an outage is seen and its end too', async () => {
    ({ stop } = await startWatchProcess(redisServer.url, catalog()));
    await askedAgain(2);
    step(-hourMs);
    await askedAgain(2);
    expect(await signals()).toEqual([]);
    status = 502;
    await expect.poll(signals, { timeout: scaled(20_000), interval: 50 }).toMatchObject([{ state: 'down' }]);
    status = 200;
    await expect
      .poll(async () => (await signals()).map(({ state }) => state), {
        timeout: scaled(20_000),
        interval: 50,
      })
      .toEqual(['down', 'up']);
  });

  test('an hour forward: no heartbeat is missed that was not, checks go on, and the outage of before ends', async () => {
    status = 502;
    ({ stop } = await startWatchProcess(redisServer.url, catalog()));
    await expect.poll(signals, { timeout: scaled(20_000), interval: 50 }).toMatchObject([{ state: 'down' }]);
    step(hourMs);
    await askedAgain(2);
    status = 200;
    await expect
      .poll(async () => (await signals()).map(({ fingerprint, state }) => `${fingerprint} ${state}`), {
        timeout: scaled(20_000),
        interval: 50,
      })
      .toEqual(['monitor/api/watch down', 'monitor/api/watch up']);
  });

  test('a heartbeat that could not be heard while no process ran is not missed', async () => {
    const first = await startWatchProcess(redisServer.url, catalog());
    await askedAgain(2);
    await first.stop();
    step(hourMs);
    ({ stop } = await startWatchProcess(redisServer.url, catalog()));
    await askedAgain(3);
    expect(await signals()).toEqual([]);
  });

  test('a process that starts after the clock was set back does not wait for the old time', async () => {
    const first = await startWatchProcess(redisServer.url, catalog());
    await askedAgain(2);
    await first.stop();
    step(-hourMs);
    ({ stop } = await startWatchProcess(redisServer.url, catalog()));
    await askedAgain(2);
    status = 502;
    await expect.poll(signals, { timeout: scaled(20_000), interval: 50 }).toMatchObject([{ state: 'down' }]);
  });
});
