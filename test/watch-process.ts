import { systemClock } from '#base/clock.ts';
import { createKeptHttp } from '#net/kept-http.ts';
import { tcp } from '#net/tcp.ts';
import { tls } from '#net/tls.ts';
import { startMonitorQueue } from '#jobs/monitor-queue.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import type { RecordSignals } from '#outages/events.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import { createRunMonitor, deliverSignals } from '#monitoring/run-monitor.ts';
import { createQuietLog } from './quiet-log.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

/** One process that checks what a catalog says; each sighting is appended to a list in Redis. Run by path, killed by tests. */
export async function startWatchProcess(redisUrl: string, catalogText: string) {
  const connection = workerConnection(redisUrl, () => {});
  const store = createSampleStore(connection, systemClock, storedMonitorState);
  const monitors = new Map(
    monitorsOf(readCatalog(catalogText, 'resus.yaml')).map((monitor) => [monitor.id, monitor]),
  );
  const kept = createKeptHttp();
  const take: RecordSignals = async (signals) => {
    for (const one of signals) await connection.rpush('test:sightings', JSON.stringify(one));
  };
  const run = createRunMonitor({
    monitors: () => monitors,
    ports: {
      http: kept.http,
      tcp,
      tls,
      shell: async () => {},
      lastBeat: store.lastBeat,
      clock: systemClock,
    },
    store,
    deliver: () => deliverSignals({ store, take }),
    redact: (text) => text,
    tellBlind: () => {},
  });
  const queue = startMonitorQueue({ connection, run, log: createQuietLog() });
  await queue.reconcile([...monitors.values()]);
  return {
    queue,
    stop: async () => {
      await queue.stop();
      await kept.close();
      connection.disconnect();
    },
  };
}

const [redisUrl, catalogText] = process.argv.slice(2);
if (import.meta.main && redisUrl !== undefined && catalogText !== undefined)
  await startWatchProcess(redisUrl, catalogText);
