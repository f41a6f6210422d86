import { loadRunbooks } from '#app/load-runbooks.ts';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openRedisServices, type RedisServices } from '#app/redis-services.ts';
import { createObserveDirectly, type Look } from '#diagnosis/observe-service.ts';
import { createObserveFleet } from '#diagnosis/observe-fleet.ts';
import type { Observation } from '#catalog/observation.ts';
import { workerConnection } from '#redis/redis.ts';
import { fleetCatalog } from '#test/fleet-catalog.ts';
import { fleetEyes, fleetProbes, type FleetWorld, secret, startFleetWorker } from '#test/fleet-worker.ts';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { scaled } from '#test/scaled.ts';

const { signatures } = loadRunbooks();

const here = 'here';
const of = (seen: readonly Observation[], probe: string) => seen.filter((one) => one.probe === probe);
const workersIn = (seen: readonly Observation[]) =>
  new Set(of(seen, 'process').map(({ facts }) => facts['worker']));
const unseenHosts = (seen: readonly Observation[]) =>
  of(seen, 'process').flatMap(({ status, host }) => (status === 'unknown' ? [host] : []));

describeWith(['redis'], 'the hosts of a large service are looked at by all workers', () => {
  let server: RedisServer;
  let redis: Redis;
  let parts: RedisServices;
  let looks = 0;
  const stops: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  beforeEach(async () => {
    redis = workerConnection(server.url, () => {});
    await redis.flushall();
    parts = openRedisServices(redis, createQuietLog());
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await parts.queues.close();
    redis.disconnect();
  });
  afterAll(() => server.stop());

  const addWorker = (world: FleetWorld): void => void stops.push(startFleetWorker(server.url, world).stop);
  async function addProcess(world: FleetWorld): Promise<ChildProcess> {
    const file = join(import.meta.dirname, 'fleet-worker-process.ts');
    const child = fork(file, [server.url, JSON.stringify(world)]);
    stops.push(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return child;
  }

  type Options = { readonly deadlineMs?: number; readonly signal?: AbortSignal };
  async function lookAt(hosts: number, options: Options = {}) {
    const catalog = fleetCatalog(hosts);
    const service = catalog.services['api'];
    if (service === undefined) throw new Error('the fleet has a service');
    const now = Date.now();
    const targets = Object.values(catalog.hosts).map((host) => ({
      service,
      catalog,
      now,
      signatures,
      host,
    }));
    const direct = createObserveDirectly({ transport: fleetEyes({ hosts }, here), probes: fleetProbes });
    const look: Look = createObserveFleet({ direct, probes: fleetProbes, ...parts, log: createQuietLog() });
    looks += 1;
    const request = {
      id: `look-${looks}`,
      runId: 'run-1',
      targets,
      deadlineMs: options.deadlineMs ?? 15_000,
    };
    const told: Observation[] = [];
    const startedAt = performance.now();
    const signal = options.signal ?? new AbortController().signal;
    const seen = await look(request, (observation) => told.push(observation), signal);
    return { seen, told, tookMs: performance.now() - startedAt };
  }

  test('eight hosts are looked at where the diagnosis runs, without the queue', async () => {
    const { seen } = await lookAt(8);
    expect(of(seen, 'process')).toHaveLength(8);
    expect(workersIn(seen)).toEqual(new Set([here]));
  });

  test('fifty hosts are shared by two processes, and each is told once, as soon as it is seen', async () => {
    const world = { hosts: 50, lookMs: 50, stopped: ['web-7', 'web-31'], unreachable: ['web-50'] };
    const [one, two] = await Promise.all([addProcess(world), addProcess(world)]);
    const { seen, told } = await lookAt(50);
    // Which of two idle processes takes how many of seven chunks is chance: over some looks both have a part in it.
    const workers = workersIn(seen);
    for (let looks = 1; workers.size < 3 && looks < 20; looks += 1) {
      for (const worker of workersIn((await lookAt(50)).seen)) workers.add(worker);
    }
    expect(workers).toEqual(new Set([String(one.pid), String(two.pid), undefined]));
    expect(seen).toHaveLength(150);
    expect(told).toHaveLength(150);
    expect(new Set(seen.map(({ probe, host }) => `${probe} ${host}`)).size).toBe(150);
    const bad = of(seen, 'process').filter(({ status }) => status === 'bad');
    expect(new Set(bad.map(({ host }) => host))).toEqual(new Set(['web-7', 'web-31']));
    expect(of(seen, 'access').filter(({ status }) => status === 'bad')).toMatchObject([{ host: 'web-50' }]);
  });

  test('what a killed worker had is looked at by another one, in time', {
    timeout: scaled(40_000),
  }, async () => {
    const all = Array.from({ length: 50 }, (_, i) => `web-${i + 1}`);
    const doomed = await addProcess({ hosts: 50, hung: all });
    const looking = lookAt(50);
    await expect.poll(async () => active(), { timeout: scaled(5_000) }).toBe(7);
    doomed.kill('SIGKILL');
    addWorker({ hosts: 50 });
    const { seen, tookMs } = await looking;
    expect(unseenHosts(seen)).toEqual([]);
    expect(workersIn(seen)).toEqual(new Set([String(process.pid)]));
    expect(tookMs).toBeLessThan(scaled(12_000));
  });

  test('a worker that stops gives its looks back, and says nothing of hosts it did not see', async () => {
    const all = Array.from({ length: 50 }, (_, i) => `web-${i + 1}`);
    const leaving = startFleetWorker(server.url, { hosts: 50, hung: all });
    const looking = lookAt(50);
    await expect.poll(async () => active(), { timeout: scaled(5_000) }).toBe(7);
    const left = leaving.stop();
    addWorker({ hosts: 50 });
    const { seen, told, tookMs } = await looking;
    await left;
    expect(unseenHosts(seen)).toEqual([]);
    expect(told.filter(({ status }) => status === 'unknown')).toEqual([]);
    expect(tookMs).toBeLessThan(scaled(10_000));
  });

  test('without any worker every host is unknown at the deadline, and nothing is left in redis', async () => {
    const { seen, tookMs } = await lookAt(50, { deadlineMs: 700 });
    expect(seen).toHaveLength(150);
    expect(new Set(seen.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(of(seen, 'access')[0]).toMatchObject({ facts: {}, says: { en: 'could not look in time' } });
    expect(tookMs).toBeLessThan(scaled(2_000));
    expect(await redis.keys('{resus}:returns:*')).toEqual([]);
  });

  test('a host that hangs is unknown by itself, with the time it was given', async () => {
    addWorker({ hosts: 50, hung: ['web-9'] });
    const { seen } = await lookAt(50, { deadlineMs: 2_000 });
    expect(unseenHosts(seen)).toEqual(['web-9']);
  });

  test('a worker that comes too late ends without looking', async () => {
    await lookAt(50, { deadlineMs: 300 });
    const late = startFleetWorker(server.url, { hosts: 50 });
    stops.push(late.stop);
    await expect.poll(async () => (await waiting()) + (await active()), { timeout: scaled(5_000) }).toBe(0);
    expect(late.looked()).toBe(0);
    expect(await redis.keys('{resus}:returns:*')).toEqual([]);
  });

  test('what workers hand back through redis has passed redaction', async () => {
    addWorker({ hosts: 50 });
    const { seen } = await lookAt(50);
    expect(of(seen, 'process')[0]?.evidence[0]?.text).toBe('ActiveState=running Environment=[redacted]');
    expect(JSON.stringify(seen)).not.toContain(secret);
  });

  test('a worker with another catalog leaves the hosts to one that has the same', async () => {
    await addProcess({ hosts: 50, otherCatalog: true });
    addWorker({ hosts: 50 });
    const { seen } = await lookAt(50);
    expect(unseenHosts(seen)).toEqual([]);
    expect(workersIn(seen)).toEqual(new Set([String(process.pid)]));
  });

  test('a cancelled look ends at once', async () => {
    const stop = new AbortController();
    const looking = lookAt(50, { signal: stop.signal });
    stop.abort();
    expect((await looking).tookMs).toBeLessThan(scaled(1_000));
  });

  test('redis may be killed and restarted while hosts are looked at', {
    timeout: scaled(40_000),
  }, async () => {
    addWorker({ hosts: 50, lookMs: 1_500 });
    const looking = lookAt(50);
    await expect.poll(async () => active(), { timeout: scaled(5_000) }).toBe(7);
    await server.kill();
    await server.restart();
    const { seen } = await looking;
    expect(unseenHosts(seen)).toEqual([]);
  });

  const countOf = async (state: 'active' | 'waiting'): Promise<number> =>
    (await parts.queues.counts()).find(({ name }) => name === 'look')?.[state] ?? -1;
  const active = () => countOf('active');
  const waiting = () => countOf('waiting');
});
