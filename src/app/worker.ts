import { createRemedyPreview } from '#actions/remedy.ts';
import { systemClock } from '#base/clock.ts';
import { createChannelIds } from '#slack/channel-ids.ts';
import { createDiagnoseJob } from '#diagnosis/diagnose-job.ts';
import { createDiagnose } from '#diagnosis/diagnose-service.ts';
import { createLogsJob } from '#diagnosis/logs-job.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { createObserveFleet } from '#diagnosis/observe-fleet.ts';
import { createObserveJob } from '#diagnosis/observe-job.ts';
import { createSweepJob } from '#jobs/sweep-job.ts';
import { startWorkers } from '#jobs/workers.ts';
import { allProbes } from '#probes/all-probes.ts';
import { createLadder } from '#slack/block-fallbacks.ts';
import { createPace } from '#slack/rate-limit.ts';
import { createPump } from '#slack/pump.ts';
import { workerConnection } from '#redis/redis.ts';
import type { ProcessContext } from './process-context.ts';
import { createActing } from './action-worker.ts';
import { idOf } from '#base/ids.ts';
import type { Log } from '#base/log.ts';
import { say } from '#base/phrase.ts';
import { createPostNotice } from '#slack/post-notice.ts';
import { createAnchoring } from '#audit/audit.ts';
import { createPlanUseCases } from './plans.ts';
import { openTransport } from './probe-transport.ts';
import { startSigned } from './signed-worker.ts';
import { loadHelper } from './load-helper.ts';
import { startAllFollowers } from './followers.ts';
import { createOutages } from './outages.ts';
import { createWatchPulse } from '#monitoring/dead-man-switch.ts';
import { openRedisServices } from './redis-services.ts';
import { sleepUntil } from './sleep.ts';

export type RunningPart = { readonly stop: () => Promise<void> };

/** A diagnosis under way may end; longer than this it goes back to the queue. */
const drainMs = 8_000;
/** What follows the log goes on where it was; there is nothing to wait for. */
const followersDrainMs = 1_000;

/** The part that looks: takes diagnoses from the queue, and sends what the outbox holds. */
export async function startWorker(core: ProcessContext, dataDir: string): Promise<RunningPart> {
  const { log, clients } = core;
  const catalog = core.catalog.current;
  const catalogHash = (): string => catalog().hash;
  const transport = openTransport(catalog, log);
  const connection = workerConnection(core.redisUrl, (error) =>
    log.warn({ err: error }, 'worker cannot reach redis'),
  );
  // Its own parts: a worker waits for a Redis that is away, where a person would be told.
  const parts = openRedisServices(connection, log, core.ownTeam);
  const { runs, queues, outbox, returns, budgets } = parts;
  const outages = createOutages(core, parts, createChannelIds(clients.interactive));
  const { threads } = outages;
  const watchPulse = createWatchPulse(core, parts);
  // The first verdict's link must not wait for it; a failure is asked again then.
  core.ownTeam().catch(() => undefined);
  const direct = createObserveDirectly({ transport, probes: allProbes });
  const look = createObserveFleet({ direct, probes: allProbes, queues, returns, log });
  const helper = loadHelper();
  const acting = createActing({ ...core, ...parts, threads, look, helper, pool: transport.pool });
  const postNotice = createPostNotice({ outbox, wake: queues.pump });
  const anchor = createAnchoring({
    redis: connection,
    dataDir,
    log,
    tell: async ({ head, signature }) => {
      const { channel, locale } = catalog().slack;
      if (channel === undefined) return;
      const text = say(locale, {
        en: '🔏 Head of the audit: {head} ({signature})',
        fr: '🔏 Tête de l’audit : {head} ({signature})',
        with: { head, signature },
      });
      await postNotice(idOf('audit-head', head), channel, text);
    },
  });
  const sweepRuns = createSweepJob({
    runs,
    queues,
    threadsWithWork: outbox.threadsWithWork,
    catalogHash,
    clock: systemClock,
    log,
  });
  const diagnose = createDiagnose({
    remedy: createRemedyPreview({ catalog, helper }),
    look,
    probes: allProbes,
    catalog,
    library: () => core.library,
    clock: systemClock,
    sleep: sleepUntil,
  });
  const followers = startAllFollowers({ core, parts, connection, threads, outages, anchor });
  const workers = startWorkers({
    connection,
    diagnose: createDiagnoseJob({
      runs,
      diagnose,
      catalogHash,
      redact: core.redact,
      clock: systemClock,
      log,
    }),
    logs: createLogsJob({
      runs,
      thread: threads.runs,
      transport,
      catalog,
      redact: core.redact,
      clock: systemClock,
      log,
    }),
    look: createObserveJob({
      look: direct,
      returns,
      catalog,
      signatures: () => core.library.signatures,
      redact: core.redact,
      clock: systemClock,
    }),
    pump: createPump({
      outbox,
      client: clients.delivery,
      pace: createPace(budgets, systemClock),
      blockFallbacks: createLadder(budgets),
      clock: systemClock,
      log,
    }),
    makePlan: acting.makePlan,
    runPlan: acting.runPlan,
    sweep: createSweep(log, {
      followers: followers.catchUp,
      runs: sweepRuns,
      plans: acting.sweepPlans,
      outages: outages.sweep,
      pulse: watchPulse,
      audit: anchor,
    }),
    log,
  });
  const library = () => core.library;
  const useCases = createPlanUseCases({
    ...core,
    ...parts,
    catalog,
    library,
    client: clients.interactive,
  });
  const signed = startSigned({ connection, catalog, useCases, log });
  return {
    stop: async () => {
      await signed.stop();
      await Promise.all([workers.stop(drainMs), followers.stop(followersDrainMs)]);
      await queues.close();
      transport.close();
      connection.disconnect();
    },
  };
}

/** One after the other, since they share Redis; what fails or is late holds up none of the others. */
function createSweep(log: Log, sweeps: Readonly<Record<string, () => Promise<void>>>) {
  return async (): Promise<void> => {
    for (const [name, sweep] of Object.entries(sweeps))
      await sweep().catch((error: unknown) => log.warn({ err: error, sweep: name }, 'a sweep failed'));
  };
}
