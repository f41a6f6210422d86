import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBot } from '#bot/bot.ts';
import { createAskDiagnosis } from '#jobs/ask-diagnosis.ts';
import type { Diagnose } from '#jobs/diagnose.ts';
import { createDiagnoseJob } from '#jobs/diagnose-job.ts';
import { createQueues } from '#jobs/queues.ts';
import { createSweepJob } from '#jobs/sweep-job.ts';
import { startWorkers } from '#jobs/workers.ts';
import { systemClock } from '#base/clock.ts';
import { startWorkspace } from '#sandbox/workspace/workspace.ts';
import { createClients } from '#slack/client.ts';
import { createLadder } from '#slack/ladder.ts';
import type { FileBody, MessageBody } from '#slack/message.ts';
import type { Outbox } from '#slack/outbox.ts';
import { createPace } from '#slack/pace.ts';
import { createPump } from '#slack/pump.ts';
import { createScreen } from '#slack/screen.ts';
import { checkRedis } from '#store/check-redis.ts';
import { createOutboxStore } from '#store/outbox-store.ts';
import { isReady, producerConnection, workerConnection } from '#store/redis.ts';
import { createRunStore } from '#store/run-store.ts';
import { createQuietLog } from './quiet-log.ts';
import { startRedis } from './redis-server.ts';
import { sampleCatalog } from './sample-catalog.ts';

export type LineOptions = {
  /** The looking itself; everything before and after it is real. */
  readonly diagnose: Diagnose;
  readonly redact?: (text: string) => string;
  readonly mode?: 'socket' | 'http';
};

/** From slash command to thread, all parts real but the looking: wired as the app wires them. */
export async function startLine(options: LineOptions) {
  const [server, workspace] = await Promise.all([startRedis(), startWorkspace()]);
  const log = createQuietLog();
  const clock = systemClock;
  const tellError = (error: Error): void => log.warn({ err: error }, 'redis');
  const producer = producerConnection(server.url, tellError);
  const connection = workerConnection(server.url, tellError);
  const catalog = sampleCatalog();
  // What people wait for fails fast; what works in the background waits for Redis.
  const front = partsOn(producer);
  const back = partsOn(connection);
  const settings = { botToken: workspace.botToken, apiUrl: workspace.apiUrl };
  const clients = createClients(settings, log);
  const ladder = createLadder(clock);
  const client = clients.delivery;
  const pump = createPump({ outbox: back.outbox, client, pace: createPace(clock), ladder, clock, log });
  const redact = options.redact ?? ((text: string) => text);
  const common = { ...back, catalogHash: () => catalog.hash, clock, log };
  const startWork = () =>
    startWorkers({
      connection,
      diagnose: createDiagnoseJob({ ...common, diagnose: options.diagnose, redact }),
      pump,
      sweep: createSweepJob({ ...common, threadsWithWork: back.outbox.threadsWithWork }),
      log,
    });

  function partsOn(redis: typeof producer) {
    const queues = createQueues(redis, log);
    const outbox: Outbox = createOutboxStore<MessageBody | FileBody>(redis, clock);
    const screen = createScreen({ outbox, wake: queues.pump, catalog: () => catalog });
    return { queues, outbox, screen, runs: createRunStore(redis) };
  }

  const bot = createBot({
    settings: {
      ...settings,
      mode:
        options.mode === 'http'
          ? { signingSecret: workspace.signingSecret }
          : { appToken: workspace.appToken },
    },
    useCases: {
      askDiagnosis: createAskDiagnosis({ ...front, catalog: () => catalog, clock, log }),
      findRun: async (id) => (await front.runs.find(id))?.run,
      latestRuns: () => front.runs.recent({ limit: 50 }),
      readStatus: async () => ({
        redis: await checkRedis(producer),
        queues: await front.queues.counts(),
        outbox: { threads: 0, dead: await front.outbox.deadLetters(5) },
      }),
    },
    catalog: () => catalog,
    client: clients.interactive,
    log,
  });
  const http = createServer((request, response) => bot.requestListener?.(request, response));
  async function serve(): Promise<void> {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    workspace.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  }
  let workers = startWork();
  await isReady(producer, 5000);
  if (options.mode === 'http') await serve();
  await bot.start();
  return {
    server,
    workspace,
    log,
    bot,
    ...front,
    pump,
    restartWorkers: async () => {
      await workers.stop(100);
      workers = startWork();
    },
    stop: async () => {
      await bot.stop(1000);
      http.close();
      await workers.stop(500);
      await Promise.all([front.queues.close(), back.queues.close()]);
      producer.disconnect();
      connection.disconnect();
      await workspace.stop();
      await server.stop();
    },
  };
}

export type Line = Awaited<ReturnType<typeof startLine>>;
