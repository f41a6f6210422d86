import { openTransport } from './probe-transport.ts';
import { systemClock } from '#base/clock.ts';
import { redactAll } from '#redaction/redact.ts';
import { createBot } from '#bot/bot.ts';
import { createChannelIds } from '#slack/channel-ids.ts';
import type { UseCases } from '#bot/use-cases.ts';
import { editBudget } from '#slack/rate-limit.ts';
import { createStartDiagnosis } from '#diagnosis/start-diagnosis.ts';
import { createStartLogCollection } from '#diagnosis/start-log-collection.ts';
import { createRateVerdict } from '#diagnosis/rate-verdict.ts';
import type { ProcessContext } from './process-context.ts';
import { examineSetup } from '#doctor/examine-setup.ts';
import type { RequestListener } from './health-server.ts';
import { createOutageUseCases } from './outage-use-cases.ts';
import { createOutages } from './outages.ts';
import { createPlanUseCases } from './plans.ts';
import { createLatestRuns, createReadHome } from './read-home.ts';
import type { SlackSettings } from './settings.ts';
import type { RunningPart } from './worker.ts';

export type RunningBot = RunningPart & {
  readonly isConnected: () => boolean;
  /** HTTP mode only: where Slack's requests go. */
  readonly requestListener?: RequestListener;
};

/** Listeners answer within this, or their work goes on elsewhere. */
const drainMs = 3_000;

/** The part that Slack talks to. */
export async function startBot(core: ProcessContext): Promise<RunningBot> {
  const { log, slack, runs, queues, outbox, budgets, linkRun, ownTeam } = core;
  const tending = createOutages(core, core, createChannelIds(core.clients.interactive));
  const catalog = core.catalog.current;
  const reads = {
    askDiagnosis: createStartDiagnosis({ catalog, runs, queues, linkRun, clock: systemClock, log }),
    askLogs: createStartLogCollection({ catalog, runs, queues, clock: systemClock }),
    rateVerdict: createRateVerdict({ runs, clock: systemClock }),
    findRun: async (runId: string) => (await runs.find(runId))?.run,
    latestRuns: createLatestRuns(runs, catalog),
    pulse: async () => (await Promise.all([runs.pulse(), core.outages.pulse()])).join('/'),
    examine: async () =>
      redactAll(
        await examineSetup({
          ...core,
          catalog: catalog(),
          client: core.clients.interactive,
          openTransport: () => openTransport(catalog, core.log),
        }),
        core.redact,
      ),
    readStatus: async () => {
      // All at once: a frozen Redis makes each of them wait.
      const [redis, counts, threads, dead, edits, pauses] = await Promise.allSettled([
        core.checkRedis(),
        queues.counts(),
        outbox.threadsWithWork(),
        outbox.deadLetters(10),
        budgets.read(editBudget),
        budgets.pauses(),
      ]);
      return {
        redis: redis.status === 'fulfilled' ? redis.value : { ok: false, says: [redisAway] },
        ...(counts.status === 'fulfilled' ? { queues: counts.value } : {}),
        ...(threads.status === 'fulfilled' && dead.status === 'fulfilled'
          ? { outbox: { threads: threads.value.length, dead: dead.value } }
          : {}),
        ...(edits.status === 'fulfilled' && pauses.status === 'fulfilled'
          ? { pace: { edits: { left: edits.value, of: editBudget.size }, pauses: pauses.value } }
          : {}),
      };
    },
  };
  const plans = createPlanUseCases({
    ...core,
    catalog,
    library: () => core.library,
    client: core.clients.interactive,
  });
  const outages = createOutageUseCases(core, core, tending);
  const useCases: UseCases = {
    ...reads,
    plans,
    outages,
    readHome: createReadHome({ ...reads, outages, runs, linkRun, plans: core.plans }),
  };
  const bot = createBot({
    settings: { ...slack, mode: modeOf(slack) },
    useCases,
    catalog,
    client: core.clients.interactive,
    ownTeam,
    redact: core.redact,
    log,
  });
  await bot.start();
  return {
    stop: () => bot.stop(drainMs),
    isConnected: () => {
      const connections = bot.connections();
      return connections === 'http' || connections.connected > 0;
    },
    ...(bot.requestListener === undefined ? {} : { requestListener: bot.requestListener }),
  };
}

const redisAway = { en: 'Redis does not answer.', fr: 'Redis ne répond pas.' };

function modeOf({
  appToken,
  signingSecret,
}: SlackSettings): { appToken: string } | { signingSecret: string } {
  return appToken === undefined ? { signingSecret: signingSecret ?? '' } : { appToken };
}
