import { systemClock } from '#base/clock.ts';
import { say } from '#base/phrase.ts';
import { createChannelIds } from '#bot/channel-ids.ts';
import { createAskDiagnosis } from '#jobs/ask-diagnosis.ts';
import { startMonitorQueue } from '#jobs/monitor-queue.ts';
import { createKeptHttp } from '#net/kept-http.ts';
import type { TakeSightings } from '#outages/sighting.ts';
import { createTellChannel } from '#slack/tell-channel.ts';
import { workerConnection } from '#store/redis.ts';
import { createSampleStore } from '#store/sample-store.ts';
import { createBeats } from '#watch/beats.ts';
import { monitorsOf } from '#watch/monitor.ts';
import { createRunMonitor, deliverSightings } from '#watch/run-monitor.ts';
import type { Standing } from '#watch/standing.ts';
import { openAlerts } from './alerts.ts';
import { readBeatTokens } from './beat-tokens.ts';
import type { Core } from './core.ts';
import { openEyes } from './eyes.ts';
import type { RequestListener } from './health-server.ts';
import { openParts } from './parts.ts';
import type { RunningPart } from './worker.ts';

export type RunningWatch = RunningPart & {
  readonly beats: RequestListener;
  readonly alerts: RequestListener;
};

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
  const kept = createKeptHttp();
  const store = createSampleStore<Standing>(connection, systemClock);
  const parts = openParts(connection, catalog, log, core.ownTeam);
  const take = createTellSightings(core, parts);
  const read = () => new Map(monitorsOf(catalog()).map((monitor) => [monitor.id, monitor]));
  let monitors = read();
  let monitorOf = await readBeatTokens(monitors.values(), log);
  const runMonitor = createRunMonitor({
    monitors: () => monitors,
    ports: { ...eyes, http: kept.http, lastBeat: store.lastBeat, clock: systemClock },
    store,
    take,
    redact: core.redact,
  });
  const alerts = await openAlerts(core, connection, take);
  const deliverAll = async (): Promise<void> => {
    await Promise.all([deliverSightings({ store, take }), alerts.deliver()]);
  };
  const queue = startMonitorQueue({
    connection,
    run: (id, scheduledMs, signal) => (id === deliver ? deliverAll() : runMonitor(id, scheduledMs, signal)),
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
    alerts: alerts.listener,
    stop: async () => {
      await queue.stop();
      await parts.queues.close();
      eyes.close();
      await kept.close();
      connection.disconnect();
    },
  };
}

/** Tells each change once in the channel of its service, and has the service diagnosed as soon as it is seen to be down. */
function createTellSightings(core: Core, parts: ReturnType<typeof openParts>): TakeSightings {
  const { catalog, log, clients } = core;
  const tell = createTellChannel({ outbox: parts.outbox, wake: parts.queues.pump });
  const channelIds = createChannelIds(clients.interactive);
  const askDiagnosis = createAskDiagnosis({ ...parts, catalog: catalog.current, clock: systemClock, log });
  return async (sightings) => {
    for (const { id, service: name, state, says } of sightings) {
      const { slack, services } = catalog.current();
      const named = services[name]?.channel ?? slack.channel;
      if (named === undefined) {
        log.warn({ service: name, state }, 'a monitor changed, and there is no channel to tell it in');
        continue;
      }
      // Slack edits messages by the id of their channel only; without it the line is still worth saying.
      const found = await channelIds.find(named).catch(() => undefined);
      const channel = found ?? named;
      const locale = services[name]?.locale ?? slack.locale;
      await tell(id, channel, `${state === 'down' ? '🔴' : '🟢'} ${name}: ${say(locale, says)}`);
      if (state === 'up' || found === undefined) continue;
      const trigger = { by: 'monitor', actor: 'resus', channel } as const;
      const asked = await askDiagnosis({ service: name, trigger, triggerId: id });
      if (asked.outcome !== 'asked')
        log.warn({ service: name, outcome: asked.outcome }, 'what a monitor saw was not diagnosed');
    }
  };
}
