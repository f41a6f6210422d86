import { openTransport } from '#app/probe-transport.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { examineSetup } from '#doctor/examine-setup.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createLog } from '#app/log.ts';
import { openRedisServices } from '#app/redis-services.ts';
import { createPlanUseCases } from '#app/plans.ts';
import { createLatestRuns, createReadHome } from '#app/read-home.ts';
import { systemClock } from '#base/clock.ts';
import { createBot } from '#bot/bot.ts';
import { createStartDiagnosis } from '#diagnosis/start-diagnosis.ts';
import { createStartLogCollection } from '#diagnosis/start-log-collection.ts';
import { createRateVerdict } from '#diagnosis/rate-verdict.ts';
import { startWorkspace, type WorkspaceOptions } from '@resus/sandbox';
import { createClients } from '#slack/client.ts';
import { createOwnTeam } from '#slack/own-team.ts';
import { checkRedis } from '#redis/check-redis.ts';
import { isReady, producerConnection } from '#redis/redis.ts';
import { createQuietLog } from './quiet-log.ts';
import { createFakeOutages } from './outages/fake-outages.ts';
import { startRedis } from './redis-server.ts';
import { checkShapes } from './refused-shapes.ts';
import { sampleCatalog } from './sample-catalog.ts';
import { startWork, type WorkSettings } from './slack-work.ts';

export type LineOptions = Partial<Pick<WorkSettings, 'redact' | 'shell'>> & {
  /** Absent: no worker in this process. */
  readonly diagnose?: WorkSettings['diagnose'];
  readonly mode?: 'socket' | 'http';
  /** What the app was granted, and what it hears of; everything when left out. */
  readonly app?: Pick<WorkspaceOptions, 'scopes' | 'events'>;
};

/** From slash command to thread, all parts real but the looking, wired as the app wires them. */
export async function startLine({ diagnose, mode, app, ...options }: LineOptions) {
  const [server, workspace] = await Promise.all([startRedis(), startWorkspace(app)]);
  const log = createQuietLog();
  const { botToken, appToken, apiUrl, signingSecret } = workspace;
  const producer = producerConnection(server.url, (error) => log.warn({ err: error }, 'redis'));
  const client = createClients({ botToken, apiUrl }, log).interactive;
  const ownTeam = createOwnTeam(client);
  const front = openRedisServices(producer, log, ownTeam);
  const catalog = sampleCatalog();
  const library = loadRunbooks();
  const outages = createFakeOutages();
  const reads = {
    askDiagnosis: createStartDiagnosis({ ...front, catalog: () => catalog, clock: systemClock, log }),
    askLogs: createStartLogCollection({ ...front, catalog: () => catalog, clock: systemClock }),
    rateVerdict: createRateVerdict({ ...front, clock: systemClock }),
    findRun: async (id: string) => (await front.runs.find(id))?.run,
    latestRuns: createLatestRuns(front.runs, () => catalog),
    pulse: front.runs.pulse,
    examine: () =>
      examineSetup({
        catalog,
        library: loadRunbooks(),
        redisUrl: server.url,
        openTransport: () => openTransport(() => catalog, createLog('silent', String)),
      }),
    readStatus: async () => ({ redis: await checkRedis(producer), queues: await front.queues.counts() }),
    outages: outages.useCases,
    plans: createPlanUseCases({
      redact: options.redact ?? ((text) => text),
      ...front,
      catalog: () => catalog,
      library: () => library,
      client,
      log,
    }),
  };

  const bot = createBot({
    settings: { botToken, apiUrl, mode: mode === 'http' ? { signingSecret } : { appToken } },
    useCases: { ...reads, readHome: createReadHome({ ...front, ...reads, plans: front.plans }) },
    catalog: () => catalog,
    client,
    ownTeam,
    redact: options.redact ?? ((text) => text),
    log,
  });
  const http = createServer((request, response) => bot.requestListener?.(request, response));
  if (mode === 'http') {
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    workspace.deliverTo(`http://127.0.0.1:${(http.address() as AddressInfo).port}/slack/events`);
  }
  const work = () =>
    diagnose && startWork({ redisUrl: server.url, botToken, apiUrl, diagnose, log, ...options });
  let workers = work();
  await isReady(producer, 5000);
  await bot.start();
  return {
    server,
    workspace,
    log,
    bot,
    ...front,
    outages,
    restartWorkers: async () => {
      await workers?.stop(100);
      workers = work();
    },
    stop: async () => {
      await bot.stop(1000);
      http.close();
      await workers?.stop(500);
      await front.queues.close();
      producer.disconnect();
      await workspace.stop();
      await server.stop();
      checkShapes(workspace);
    },
  };
}

export type Line = Awaited<ReturnType<typeof startLine>>;
