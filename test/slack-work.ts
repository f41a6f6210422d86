import { systemClock } from '#base/clock.ts';
import type { Diagnose } from '#jobs/diagnose.ts';
import { createDiagnoseJob } from '#jobs/diagnose-job.ts';
import type { Log } from '#jobs/log.ts';
import { createQueues } from '#jobs/queues.ts';
import { createSweepJob } from '#jobs/sweep-job.ts';
import { startWorkers } from '#jobs/workers.ts';
import { createClients } from '#slack/client.ts';
import { createLadder } from '#slack/ladder.ts';
import type { FileBody, MessageBody } from '#slack/message.ts';
import type { Outbox } from '#slack/outbox.ts';
import { createPace } from '#slack/pace.ts';
import { createPump } from '#slack/pump.ts';
import { createScreen } from '#slack/screen.ts';
import { createOutboxStore } from '#store/outbox-store.ts';
import { workerConnection, type producerConnection } from '#store/redis.ts';
import { createRunStore } from '#store/run-store.ts';
import { sampleCatalog } from './sample-catalog.ts';

/** Runs, messages and queues on one connection: what both halves of the line are made of. */
export function partsOn(redis: ReturnType<typeof producerConnection>, log: Log) {
  const queues = createQueues(redis, log);
  const outbox: Outbox = createOutboxStore<MessageBody | FileBody>(redis, systemClock);
  const screen = createScreen({ outbox, wake: queues.pump, catalog: sampleCatalog });
  return { queues, outbox, screen, runs: createRunStore(redis) };
}

export type WorkSettings = {
  readonly redisUrl: string;
  readonly botToken: string;
  readonly apiUrl: string;
  /** The looking itself; everything around it is real. */
  readonly diagnose: Diagnose;
  readonly redact?: (text: string) => string;
  readonly log: Log;
};

/** The worker's half: takes diagnoses, sends messages, sweeps. Waits for Redis while it is away. */
export function startWork({ redisUrl, diagnose, log, redact = (text) => text, ...slack }: WorkSettings) {
  const connection = workerConnection(redisUrl, (error) => log.warn({ err: error }, 'redis'));
  const parts = partsOn(connection, log);
  const clock = systemClock;
  const client = createClients(slack, log).delivery;
  const pump = createPump({
    outbox: parts.outbox,
    client,
    pace: createPace(clock),
    ladder: createLadder(clock),
    clock,
    log,
  });
  const { hash } = sampleCatalog();
  const common = { ...parts, catalogHash: () => hash, clock, log };
  const workers = startWorkers({
    connection,
    diagnose: createDiagnoseJob({ ...common, diagnose, redact }),
    pump,
    sweep: createSweepJob({ ...common, threadsWithWork: parts.outbox.threadsWithWork }),
    log,
  });
  return {
    stop: async (drainMs: number) => {
      await workers.stop(drainMs);
      await parts.queues.close();
      connection.disconnect();
    },
  };
}
