import { DelayedError, Queue, Worker, type Job, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { forgetTooFar, hearStepsBack, startWaiting } from './clock-steps.ts';
import type { JobOutcome } from '#base/job-outcome.ts';
import type { Log } from '#base/log.ts';
import { makePlanPayload, runPlanPayload, type MakePlanPayload } from '#actions/payloads.ts';
import {
  diagnosePayload,
  logsPayload,
  lookPayload,
  type DiagnosePayload,
  type LogsPayload,
  type LookPayload,
} from '#diagnosis/payloads.ts';
import { pumpPayload } from './payloads.ts';
import { prefix, queueNames } from './queues.ts';
import { sweepEveryMs } from './sweep-job.ts';

export type Workers = {
  /** Takes no new work, lets running work end for `drainMs`, then gives unfinished diagnoses back to the queue. */
  readonly stop: (drainMs: number) => Promise<void>;
};

type Locks = Pick<WorkerOptions, 'lockDuration' | 'lockRenewTime' | 'stalledInterval'>;

export type WorkersDeps = {
  readonly connection: Redis;
  readonly diagnose: (payload: DiagnosePayload, attempt: string, signal: AbortSignal) => Promise<JobOutcome>;
  readonly logs: (payload: LogsPayload, signal: AbortSignal) => Promise<JobOutcome>;
  readonly look: (payload: LookPayload, signal: AbortSignal) => Promise<JobOutcome>;
  readonly makePlan: (payload: MakePlanPayload, signal: AbortSignal) => Promise<JobOutcome>;
  readonly runPlan: (planId: string, signal: AbortSignal) => Promise<JobOutcome>;
  readonly pump: (thread: string, signal: AbortSignal) => Promise<{ readonly retryInMs?: number }>;
  readonly sweep: () => Promise<void>;
  readonly log: Log;
  /** Shorter only where a test waits for a lost worker. */
  readonly actLocks?: Locks;
  readonly pumpLocks?: Locks;
};

/**
 * A killed worker's job is taken up 13–20 s later, and Redis may be away for about 10 s without a job running twice.
 * Everything here may run twice: looking changes nothing, and a pump asks Slack before it posts again.
 */
const locks = { lockDuration: 15_000, lockRenewTime: 5000, stalledInterval: 5000 };
/**
 * A look is waited for 15 s: what a killed worker had must be with another one after about 5 s. A worker that was only
 * busy for that long looks beside the other, which does no harm.
 */
const lookLocks = { lockDuration: 4000, lockRenewTime: 1000, stalledInterval: 1000 };
/**
 * A change is taken up again 30 s after its worker was lost, and Redis may be away for 25 s without that: two workers with
 * one plan do no harm, but they make people wonder.
 */
const actLocks = { lockDuration: 30_000, lockRenewTime: 5000, stalledInterval: 5000 };
/** As many as ten diagnoses of 50 hosts make: looking waits for hosts, and none of them should wait for a place. */
const looksAtOnce = 70;
const stopping = 'stopping';

type Process = (job: Job, token: string, signal: AbortSignal) => Promise<JobOutcome>;

export function startWorkers(deps: WorkersDeps): Workers {
  const start = (name: string, options: Partial<WorkerOptions>, process: Process): Worker => {
    // BullMQ makes the signal only for a function that declares three parameters.
    const run = async (job: Job, token = '', signal = new AbortController().signal): Promise<void> => {
      const end = await process(job, token, signal).catch((error: unknown) => {
        if (signal.aborted && signal.reason === stopping) return { end: 'later', inMs: 0 } as const;
        throw error;
      });
      if (end.end === 'done') return;
      await job.moveToDelayed(Date.now() + end.inMs, token);
      throw new DelayedError();
    };
    return watch(
      new Worker(name, (job, token, signal) => run(job, token, signal), {
        connection: deps.connection,
        prefix,
        ...locks,
        ...options,
      }),
      deps.log,
    );
  };

  const workers = [
    start(queueNames.diagnose, { concurrency: 10, maxStalledCount: 3 }, (job, token, signal) =>
      deps.diagnose(diagnosePayload.parse(job.data), token, signal),
    ),
    start(queueNames.logs, { concurrency: 4, maxStalledCount: 3 }, (job, _token, signal) =>
      deps.logs(logsPayload.parse(job.data), signal),
    ),
    start(
      queueNames.look,
      { concurrency: looksAtOnce, maxStalledCount: 3, ...lookLocks },
      (job, _token, signal) => deps.look(lookPayload.parse(job.data), signal),
    ),
    start(queueNames.plan, { concurrency: 10, maxStalledCount: 3 }, (job, _token, signal) =>
      deps.makePlan(makePlanPayload.parse(job.data), signal),
    ),
    start(
      queueNames.act,
      { concurrency: 10, maxStalledCount: 20, ...(deps.actLocks ?? actLocks) },
      (job, _token, signal) => deps.runPlan(runPlanPayload.parse(job.data).planId, signal),
    ),
    // One pump a thread: 60 threads are served at once, most of them waiting for their channel. A pump is never given up, its messages wait in the outbox.
    start(
      queueNames.pump,
      { concurrency: 60, maxStalledCount: 1000, ...(deps.pumpLocks ?? locks) },
      async (job, _token, signal) => {
        const { retryInMs } = await deps.pump(pumpPayload.parse(job.data).thread, signal);
        return retryInMs === undefined ? { end: 'done' } : { end: 'later', inMs: retryInMs };
      },
    ),
    start(queueNames.sweep, { concurrency: 1, maxStalledCount: 1000 }, async () => {
      await deps.sweep();
      return { end: 'done' };
    }),
  ];
  const sweeps = repeatSweep(deps);
  return {
    stop: async (drainMs) => {
      await stop(workers, drainMs);
      await sweeps.close();
    },
  };
}

/** On the workers' own connection: it waits for a Redis that is not there yet. Repeating it changes nothing. */
function repeatSweep({ connection, log }: WorkersDeps): Pick<Queue, 'close'> {
  const queue = new Queue(queueNames.sweep, { connection, prefix });
  const tell = (error: Error): void =>
    log.warn({ err: error, queue: queue.name }, 'cannot schedule the sweep');
  queue.on('error', tell);
  const opts = { removeOnComplete: true, removeOnFail: { count: 20 } };
  const job = { name: 'sweep', data: {}, opts };
  const schedule = (): void => {
    forgetTooFar(queue, 'sweep', sweepEveryMs)
      .then(() => queue.upsertJobScheduler('sweep', { every: sweepEveryMs }, job))
      .catch(tell);
  };
  schedule();
  const { sweep: _sweep, ...others } = queueNames;
  const stopHearing = hearStepsBack(() => {
    schedule();
    startWaiting(connection, Object.values(others)).catch(tell);
  });
  return {
    close: async () => {
      stopHearing();
      await queue.close();
    },
  };
}

function watch(worker: Worker, log: Log): Worker {
  worker.on('error', (error) => log.warn({ err: error, queue: worker.name }, 'worker cannot reach redis'));
  worker.on('failed', (job, error) =>
    log.error({ err: error, queue: worker.name, job: job?.id }, 'a job failed'),
  );
  // BullMQ does not tell the running job that it lost its lock; someone else may be doing the same work by now.
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'lock lost');
  });
  return worker;
}

/** A worker that cannot reach Redis cannot say goodbye either; its jobs are found stalled and taken up by others. */
const goodbyeMs = 3000;

async function stop(workers: readonly Worker[], drainMs: number): Promise<void> {
  const timers = [
    setTimeout(() => workers.forEach((worker) => worker.cancelAllJobs(stopping)), drainMs),
    setTimeout(() => workers.forEach((worker) => void worker.close(true)), drainMs + goodbyeMs),
  ];
  await Promise.race([
    Promise.all(workers.map((worker) => worker.close())),
    new Promise((resolve) => timers.push(setTimeout(resolve, drainMs + goodbyeMs + 500))),
  ]);
  timers.forEach(clearTimeout);
}
