import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Log } from '#base/log.ts';
import { forgetTooFar, hearStepsBack, isTooFar } from './clock-steps.ts';
import { prefix } from './queues.ts';

/** What is due again and again: a monitor, or a chore. */
export type Scheduled = { readonly id: string; readonly everyMs: number };

export type MonitorQueue = {
  /**
   * Makes the schedules in Redis those of `wanted`: adds, changes, removes. What is right already keeps its rhythm, so
   * any number of processes may do this at any time.
   */
  readonly reconcile: (wanted: readonly Scheduled[]) => Promise<Reconciled>;
  readonly stop: () => Promise<void>;
};
export type Reconciled = { readonly set: number; readonly removed: number };

export type MonitorQueueDeps = {
  readonly connection: Redis;
  /** `scheduledMs` names the turn: the same turn may come twice, in two processes. */
  readonly run: (id: string, scheduledMs: number, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
};

const queueName = 'monitor';
/** Checks wait for the network; the next turn of a monitor is made when this one is taken up. */
const checksAtOnce = 200;
/**
 * A killed process's checks are taken up by another after at most 8 s; a process that was only frozen for as long
 * checks beside the other, and one result is kept.
 */
const locks = { lockDuration: 5_000, lockRenewTime: 1_500, stalledInterval: 2_000 };
const drainMs = 3_000;

const turnPayload = z.object({ id: z.string() });

/** The turns of all monitors as BullMQ job schedulers: each turn is one job, whoever takes it. */
export function startMonitorQueue({ connection, run, log }: MonitorQueueDeps): MonitorQueue {
  const tell = (error: Error): void =>
    log.warn({ err: error, queue: queueName }, 'monitors cannot reach redis');
  const queue = new Queue(queueName, { connection, prefix });
  queue.on('error', tell);
  const worker = new Worker(
    queueName,
    async (job, _token, signal) => {
      const { id } = turnPayload.parse(job.data);
      const at = scheduledOf(job.id ?? '') ?? job.timestamp + job.delay;
      await run(id, at, signal ?? new AbortController().signal);
    },
    { connection, prefix, concurrency: checksAtOnce, maxStalledCount: 1000, ...locks },
  );
  worker.on('error', tell);
  worker.on('failed', (job, error) => log.error({ err: error, job: job?.id }, 'a check failed'));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'lock lost');
  });
  let wantedLast: readonly Scheduled[] = [];
  const stopHearing = hearStepsBack(() => {
    log.warn({ queue: queueName }, 'the clock was set back: the turns of all monitors are made anew');
    reconcile(queue, wantedLast).catch(tell);
  });
  return {
    reconcile: (wanted) => {
      wantedLast = wanted;
      return reconcile(queue, wanted);
    },
    stop: async () => {
      stopHearing();
      const timer = setTimeout(() => worker.cancelAllJobs('stopping'), drainMs);
      await Promise.race([
        worker.close(),
        new Promise((resolve) => setTimeout(resolve, drainMs + 1_000).unref()),
      ]);
      clearTimeout(timer);
      await queue.close();
    },
  };
}

/** BullMQ names the job of a turn `repeat:<scheduler>:<ms>`. */
function scheduledOf(jobId: string): number | undefined {
  const [, ms] = /^repeat:.*:(\d+)$/.exec(jobId) ?? [];
  return ms === undefined ? undefined : Number(ms);
}

async function reconcile(queue: Queue, wanted: readonly Scheduled[]): Promise<Reconciled> {
  const known = new Map((await queue.getJobSchedulers(0, -1)).map((one) => [one.key, one]));
  const names = new Set(wanted.map(({ id }) => id));
  const missing = wanted.filter(({ id, everyMs }) => {
    const one = known.get(id);
    return Number(one?.every) !== everyMs || isTooFar(one?.next, everyMs);
  });
  const extra = [...known.keys()].filter((id) => !names.has(id));
  for (const { id, everyMs } of missing) {
    await forgetTooFar(queue, id, everyMs);
    // No deduplication id here: a scheduler with one stops repeating (taskforcesh/bullmq#2954).
    const opts = { removeOnComplete: true, removeOnFail: { count: 100 } };
    await queue.upsertJobScheduler(
      id,
      { every: everyMs, offset: phaseOf(id, everyMs) },
      { name: 'turn', data: { id }, opts },
    );
  }
  for (const id of extra) await queue.removeJobScheduler(id);
  return { set: missing.length, removed: extra.length };
}

/** Where in its interval a monitor is due: spread evenly, so that a thousand are not due at once; the same after each start. */
function phaseOf(id: string, everyMs: number): number {
  let hash = 2_166_136_261;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  // Murmur's last step: without it names that differ in their last digit fall close together.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return 1 + (hash % (everyMs - 1));
}
