import { systemClock } from '#base/clock.ts';
import { say } from '#base/phrase.ts';
import { startMonitorQueue } from '#jobs/monitor-queue.ts';
import type { TakeSightings } from '#outages/sighting.ts';
import { createTellChannel } from '#slack/tell-channel.ts';
import { workerConnection } from '#store/redis.ts';
import { createSampleStore } from '#store/sample-store.ts';
import { createBeats } from '#watch/beats.ts';
import { monitorsOf } from '#watch/monitor.ts';
import { createRunMonitor, deliverSightings } from '#watch/run-monitor.ts';
import type { Standing } from '#watch/standing.ts';
import { readBeatTokens } from './beat-tokens.ts';
import type { Core } from './core.ts';
import { openEyes } from './eyes.ts';
import type { RequestListener } from './health-server.ts';
import { openParts } from './parts.ts';
import type { RunningPart } from './worker.ts';

export type RunningWatch = RunningPart & { readonly beats: RequestListener };

/** A sighting that could not be delivered at once is tried again this often. */
const deliverEveryMs = 5_000;
/** No monitor has a name without "/". */
const deliver = 'deliver';

/** The part that checks: any number of processes share the monitors, each turn is taken by one. */
export async function startWatch(core: Core): Promise<RunningWatch> {
  const { log } = core;
  const catalog = core.catalog.current;
  const connection = workerConnection(core.redisUrl, (error) =>
    log.warn({ err: error }, 'watch cannot reach redis'),
  );
  const eyes = openEyes(catalog, log);
  const store = createSampleStore<Standing>(connection, systemClock);
  const parts = openParts(connection, catalog, log, core.ownTeam);
  const take = createTellSightings(core, parts);
  const read = () => new Map(monitorsOf(catalog()).map((monitor) => [monitor.id, monitor]));
  let monitors = read();
  let monitorOf = await readBeatTokens(monitors.values(), log);
  const runMonitor = createRunMonitor({
    monitors: () => monitors,
    ports: { ...eyes, lastBeat: store.lastBeat, clock: systemClock },
    store,
    take,
    redact: core.redact,
  });
  const queue = startMonitorQueue({
    connection,
    run: (id, scheduledMs, signal) =>
      id === deliver ? deliverSightings({ store, take }) : runMonitor(id, scheduledMs, signal),
    log,
  });
  const schedule = (): void => {
    const wanted = [...monitors.values(), { id: deliver, everyMs: deliverEveryMs }];
    queue
      .reconcile(wanted.map(({ id, everyMs }) => ({ id, everyMs })))
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
  const heard = createSampleStore<Standing>(core.redis, systemClock);
  return {
    beats: createBeats({
      monitorOf: (token) => monitorOf(token),
      beat: (id) => heard.beat(id, systemClock.now()),
      log,
    }),
    stop: async () => {
      await queue.stop();
      await parts.queues.close();
      eyes.close();
      connection.disconnect();
    },
  };
}

/** Tells each change once in the channel of its service. */
function createTellSightings(
  { catalog, log }: Core,
  { outbox, queues }: ReturnType<typeof openParts>,
): TakeSightings {
  const tell = createTellChannel({ outbox, wake: queues.pump });
  return async (sightings) => {
    for (const { id, service: name, state, says } of sightings) {
      const { slack, services } = catalog.current();
      const channel = services[name]?.channel ?? slack.channel;
      if (channel === undefined) {
        log.warn({ service: name, state }, 'a monitor changed, and there is no channel to tell it in');
        continue;
      }
      const locale = services[name]?.locale ?? slack.locale;
      await tell(id, channel, `${state === 'down' ? '🔴' : '🟢'} ${name}: ${say(locale, says)}`);
    }
  };
}
