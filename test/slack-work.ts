import { openRedisServices } from '#app/redis-services.ts';
import { createThreads } from '#app/threads.ts';
import { systemClock } from '#base/clock.ts';
import { startFollowers } from '#jobs/followers.ts';
import { followersOf } from './followers-of.ts';
import type { Diagnose } from '#diagnosis/diagnose.ts';
import { createDiagnoseJob } from '#diagnosis/diagnose-job.ts';
import type { Log } from '#base/log.ts';
import { createLogsJob } from '#diagnosis/logs-job.ts';
import { createSweepJob } from '#jobs/sweep-job.ts';
import { startWorkers } from '#jobs/workers.ts';
import { createClients } from '#slack/client.ts';
import { createOwnTeam } from '#slack/own-team.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import { createLadder } from '#slack/block-fallbacks.ts';
import { createPace } from '#slack/rate-limit.ts';
import { createPump } from '#slack/pump.ts';
import { workerConnection } from '#redis/redis.ts';
import { sampleCatalog } from './sample-catalog.ts';

export type WorkSettings = {
  readonly redisUrl: string;
  readonly botToken: string;
  readonly apiUrl: string;
  /** The looking itself; everything around it is real. */
  readonly diagnose: Diagnose;
  readonly redact?: (text: string) => string;
  /** What hosts answer when their logs are collected. */
  readonly shell?: ProbeTransport['shell'];
  readonly log: Log;
};

/** Hosts that answer every command with its own words; web-2 is not there. */
const sayLogs: ProbeTransport['shell'] = async (host, asks, settled) => {
  for (const [i, { command }] of asks.entries()) {
    if (host === 'web-2') settled(i, { outcome: 'unreachable', reason: 'refused', detail: '', tookMs: 1 });
    else settled(i, { outcome: 'exited', code: 0, text: `${host}: ${command}`, truncated: false, tookMs: 1 });
  }
};

const noPlatform: ProbeTransport['platform'] = async () => ({
  outcome: 'unreachable',
  reason: 'no_credentials',
  detail: '',
  tookMs: 0,
});

const nothing = async (): Promise<void> => {};

/** The worker's half: takes diagnoses, sends messages, sweeps. Waits for Redis while it is away. */
export function startWork({
  redisUrl,
  diagnose,
  log,
  redact = (text) => text,
  shell = sayLogs,
  ...slack
}: WorkSettings) {
  const connection = workerConnection(redisUrl, (error) => log.warn({ err: error }, 'redis'));
  const clients = createClients(slack, log);
  const parts = openRedisServices(connection, log, createOwnTeam(clients.interactive));
  const clock = systemClock;
  const pump = createPump({
    outbox: parts.outbox,
    client: clients.delivery,
    pace: createPace(parts.budgets, clock),
    blockFallbacks: createLadder(parts.budgets),
    clock,
    log,
  });
  const { hash } = sampleCatalog();
  const common = { ...parts, catalogHash: () => hash, clock, log };
  const threads = createThreads({ ...parts, catalog: sampleCatalog, channelOf: async () => undefined });
  const followers = startFollowers({
    connection,
    events: parts.events,
    queues: parts.followers,
    followers: { ...followersOf(() => nothing), thread: ({ id }) => threads.runs.show(id) },
    count: () => {},
    tell: nothing,
    log,
  });
  const sweep = createSweepJob({ ...common, threadsWithWork: parts.outbox.threadsWithWork });
  const workers = startWorkers({
    connection,
    diagnose: createDiagnoseJob({ ...common, diagnose, redact }),
    logs: createLogsJob({
      ...common,
      thread: threads.runs,
      transport: { shell, platform: noPlatform },
      catalog: sampleCatalog,
      redact,
    }),
    // The diagnoses of these tests look at nothing.
    look: async () => ({ end: 'done' }),
    makePlan: async () => ({ end: 'done' }),
    runPlan: async () => ({ end: 'done' }),
    pump,
    sweep: async () => {
      await followers.catchUp();
      await sweep();
    },
    log,
  });
  return {
    stop: async (drainMs: number) => {
      await Promise.all([workers.stop(drainMs), followers.stop(drainMs)]);
      await parts.queues.close();
      connection.disconnect();
    },
  };
}
