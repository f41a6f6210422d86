import { loadRunbooks } from '#app/load-runbooks.ts';
import { openRedisServices } from '#app/redis-services.ts';
import { createObserveDirectly, type Look } from '#diagnosis/observe-service.ts';
import { createObserveFleet } from '#diagnosis/observe-fleet.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import { defineProbe, type Probe } from '#probes/probe.ts';
import { workerConnection } from '#redis/redis.ts';
import { fleetCatalog } from '#test/fleet-catalog.ts';
import { startLookWorker } from '#test/fleet-worker.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { startRedis } from '#test/redis-server.ts';

/** One probe a command: what comes back is kept, as evidence is. */
function probeOf(command: string, index: number): Probe {
  return defineProbe({
    id: `look${index}`,
    title: { en: 'page', fr: 'page' },
    scope: 'host',
    usualMs: 5,
    facts: {},
    asks: () => ({ said: { via: 'shell', command, timeoutMs: 60_000 } }),
    read: ({ said }) => ({
      probe: `look${index}`,
      status: said.outcome === 'exited' ? 'ok' : 'bad',
      facts: {},
      evidence: [{ source: command, text: 'text' in said ? said.text.slice(0, 600) : '' }],
      says: { en: 'seen', fr: 'vu' },
    }),
  });
}

/** The same look at the same hosts, direct and through the queue, with one worker: this process. */
export async function openLooks(count: number, transport: ProbeTransport, commands: readonly string[]) {
  const server = await startRedis();
  const catalog = fleetCatalog(count);
  const service = catalog.services['api'];
  if (service === undefined) throw new Error('the fleet has a service');
  const probes = commands.map(probeOf);
  const redis = workerConnection(server.url, () => {});
  const parts = openRedisServices(redis, createQuietLog());
  const worker = startLookWorker({ redisUrl: server.url, transport, probes, catalog });
  const direct = createObserveDirectly({ transport, probes });
  const byQueue = createObserveFleet({ direct, probes, ...parts, log: createQuietLog() });
  const { signatures } = loadRunbooks();
  let looks = 0;
  const run = (look: Look) => async (): Promise<number> => {
    looks += 1;
    const targets = Object.values(catalog.hosts).map((host) => ({
      service,
      catalog,
      signatures,
      host,
      now: Date.now(),
    }));
    const request = { id: `look-${looks}`, runId: 'run-bench', targets, deadlineMs: 60_000 };
    const seen = await look(request, () => {}, new AbortController().signal);
    return seen.filter(({ probe, status }) => probe !== 'access' && status === 'ok').length;
  };
  return {
    direct: run(direct),
    byQueue: run(byQueue),
    close: async () => {
      await worker.stop();
      await parts.queues.close();
      redis.disconnect();
      await server.stop();
    },
  };
}
