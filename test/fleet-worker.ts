import { loadRunbooks } from '#app/load-runbooks.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { openRedisServices } from '#app/redis-services.ts';
import { systemClock } from '#base/clock.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { createObserveJob } from '#diagnosis/observe-job.ts';
import { startWorkers } from '#jobs/workers.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import { defineProbe, type Probe } from '#probes/probe.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { ShellAnswer } from '#catalog/ask.ts';
import { workerConnection } from '#redis/redis.ts';
import { createQuietLog } from './quiet-log.ts';
import { fleetCatalog } from './fleet-catalog.ts';

/** What the hosts of a made-up fleet answer. */
export type FleetWorld = {
  readonly hosts: number;
  readonly stopped?: readonly string[];
  readonly unreachable?: readonly string[];
  /** Never answers; to be interrupted. */
  readonly hung?: readonly string[];
  readonly lookMs?: number;
  /** Another catalog than that of the fleet. */
  readonly otherCatalog?: boolean;
};

/** Must not be found in Redis. */
export const secret = 'hunter2';

const nothing = (): never => {
  throw new Error('only hosts are looked at here');
};

/** Fifty hosts are too many for two cores: their answers are made up, everything from the probe's question on is real. */
export function fleetEyes(world: FleetWorld, who: string): ProbeTransport {
  const answerOf = async (host: string, signal: AbortSignal): Promise<ShellAnswer> => {
    if (world.hung?.includes(host) === true) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return { outcome: 'cancelled', reason: 'deadline', detail: '', tookMs: 0 };
    }
    await delay(world.lookMs ?? 5, undefined, { signal }).catch(() => {});
    if (world.unreachable?.includes(host) === true)
      return { outcome: 'unreachable', reason: 'refused', detail: `connect ${host}`, tookMs: 1 };
    const state = world.stopped?.includes(host) === true ? 'stopped' : 'running';
    return { outcome: 'exited', code: 0, text: `${state} ${who}`, truncated: false, tookMs: 1 };
  };
  return {
    shell: async (host, asks, settled, signal) => {
      const answer = await answerOf(host, signal);
      asks.forEach((_, index) => settled(index, answer));
    },
    http: nothing,
    tls: nothing,
    dns: nothing,
    tcp: nothing,
    platform: nothing,
  };
}

const stateProbe = (id: string): Probe =>
  defineProbe({
    id,
    title: { en: id, fr: id },
    scope: 'host',
    usualMs: 5,
    facts: { state: 'string', worker: 'string' },
    asks: () => ({ state: { via: 'shell', command: 'state', timeoutMs: 1_000 } }),
    read: ({ state }) => {
      const [word = '', worker = ''] = state.outcome === 'exited' ? state.text.split(' ') : [];
      return {
        probe: id,
        status: word === 'running' ? 'ok' : 'bad',
        facts: { state: word, worker },
        evidence: [{ source: 'systemctl show payments', text: `ActiveState=${word} Environment=${secret}` }],
        says: { en: word, fr: word },
      };
    },
  });

export const fleetProbes: readonly Probe[] = [stateProbe('process'), stateProbe('memory')];

/** Takes the looks of a made-up fleet from the queue. */
export function startFleetWorker(redisUrl: string, world: FleetWorld) {
  let looked = 0;
  const transport = fleetEyes(world, String(process.pid));
  const counting: ProbeTransport = {
    ...transport,
    shell: (...asked) => {
      looked += 1;
      return transport.shell(...asked);
    },
  };
  const catalog = fleetCatalog(world.otherCatalog === true ? world.hosts + 1 : world.hosts);
  const worker = startLookWorker({ redisUrl, transport: counting, probes: fleetProbes, catalog });
  return { ...worker, looked: () => looked };
}

/** Reading them takes longer than a look. */
const { signatures } = loadRunbooks();

export type LookWorker = {
  readonly redisUrl: string;
  readonly transport: ProbeTransport;
  readonly probes: readonly Probe[];
  readonly catalog: Catalog;
};

/** A worker that does nothing but look for others. */
export function startLookWorker({ redisUrl, transport, probes, catalog }: LookWorker) {
  const log = createQuietLog();
  const connection = workerConnection(redisUrl, () => {});
  const { returns, queues } = openRedisServices(connection, log);
  const workers = startWorkers({
    connection,
    diagnose: async () => ({ end: 'done' }),
    look: createObserveJob({
      look: createObserveDirectly({ transport, probes }),
      returns,
      catalog: () => catalog,
      signatures: () => signatures,
      redact: (text) => text.replaceAll(secret, '[redacted]'),
      clock: systemClock,
    }),
    logs: async () => ({ end: 'done' }),
    makePlan: async () => ({ end: 'done' }),
    runPlan: async () => ({ end: 'done' }),
    pump: async () => ({}),
    sweep: async () => {},
    log,
  });
  return {
    stop: async (drainMs = 100) => {
      await workers.stop(drainMs);
      await queues.close();
      connection.disconnect();
    },
  };
}
