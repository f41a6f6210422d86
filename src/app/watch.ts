import { systemClock } from '#base/clock.ts';
import { oneAtATime } from '#base/one-at-a-time.ts';
import { createChannelIds } from '#slack/channel-ids.ts';
import { startMonitorQueue } from '#jobs/monitor-queue.ts';
import { createKeptHttp } from '#net/kept-http.ts';
import { workerConnection } from '#redis/redis.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { createBeats } from '#monitoring/heartbeat-endpoint.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import { createRunMonitor, deliverSignals } from '#monitoring/run-monitor.ts';
import { openAlerts } from './alerts.ts';
import { readBeatTokens } from '#monitoring/heartbeat-tokens.ts';
import type { ProcessContext } from './process-context.ts';
import { createTellDigest } from '#outages/tell-digest.ts';
import { openTransport } from './probe-transport.ts';
import type { RequestListener } from './health-server.ts';
import { createOutages } from './outages.ts';
import { createDeadMan } from '#monitoring/dead-man-switch.ts';
import { openRedisServices } from './redis-services.ts';
import type { RunningPart } from './worker.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

export type RunningWatch = RunningPart & {
  readonly beats: RequestListener;
  readonly alerts: RequestListener;
};

/** A sighting that could not be delivered at once is tried again this often. */
const deliverEveryMs = 5_000;
const deadManEveryMs = 60_000;
/** Whether it is the hour to tell it. */
const digestEveryMs = 20 * 60_000;

/** The part that checks: any number of processes share the monitors, each turn is taken by one. */
export async function startWatch(core: ProcessContext): Promise<RunningWatch> {
  const { log } = core;
  const catalog = core.catalog.current;
  const connection = workerConnection(core.redisUrl, (error) =>
    log.warn({ err: error }, 'watch cannot reach redis'),
  );
  const transport = openTransport(catalog, log);
  const kept = createKeptHttp();
  const store = createSampleStore(connection, systemClock, storedMonitorState);
  const parts = openRedisServices(connection, log, core.ownTeam);
  const channelIds = createChannelIds(core.clients.interactive);
  const { take } = createOutages(core, parts, channelIds);
  const read = () => new Map(monitorsOf(catalog()).map((monitor) => [monitor.id, monitor]));
  let monitors = read();
  let monitorOf = await readBeatTokens(monitors.values(), log);
  const deliver = oneAtATime(() => deliverSignals({ store, take }));
  const runMonitor = createRunMonitor({
    monitors: () => monitors,
    ports: { ...transport, http: kept.http, lastBeat: store.lastBeat, clock: systemClock },
    store,
    deliver,
    redact: core.redact,
    tellBlind: (monitor, detail) => log.warn({ monitor, detail }, 'a check cannot be made'),
  });
  const alerts = await openAlerts(core, connection, take);
  const deliverAll = async (): Promise<void> => {
    await Promise.all([deliver(), alerts.deliver()]);
  };
  // No monitor has a name without "/".
  const chores = new Map([
    ['deliver', { everyMs: deliverEveryMs, run: deliverAll }],
    ['digest', { everyMs: digestEveryMs, run: createTellDigest(core, parts, channelIds) }],
    ['dead-man', { everyMs: deadManEveryMs, run: createDeadMan(core, parts) }],
  ]);
  const queue = startMonitorQueue({
    connection,
    run: (id, scheduledMs, signal) => chores.get(id)?.run() ?? runMonitor(id, scheduledMs, signal),
    log,
  });
  const schedule = (): void => {
    const own = [...chores].map(([id, { everyMs }]) => ({ id, everyMs }));
    queue
      .reconcile([...[...monitors.values()].map(({ id, everyMs }) => ({ id, everyMs })), ...own])
      .then(() => store.keepOnly(new Set(monitors.keys())))
      .catch((error: unknown) => log.error({ err: error }, 'monitors could not be scheduled'));
  };
  schedule();
  core.catalog.listen(({ ok }) => {
    if (!ok) return;
    monitors = read();
    schedule();
    void readBeatTokens(monitors.values(), log).then((found) => (monitorOf = found));
  });
  // Whoever sends a heartbeat is told at once that Redis is away, so it is stored over the core's connection.
  const heard = createSampleStore(core.redis, systemClock, storedMonitorState);
  return {
    beats: createBeats({
      monitorOf: (token) => monitorOf(token),
      beat: (id) => heard.beat(id, systemClock.now()),
      log,
    }),
    alerts: alerts.listener,
    stop: async () => {
      await queue.stop();
      await parts.queues.close();
      transport.close();
      await kept.close();
      connection.disconnect();
    },
  };
}
