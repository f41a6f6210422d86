import { Queue, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#base/log.ts';
import type { ActionQueue, MakePlanPayload, RunPlanPayload } from '#actions/payloads.ts';
import type { DiagnosePayload, DiagnosisQueue, LogsPayload, LookPayload } from '#diagnosis/payloads.ts';
import type { PumpPayload } from './payloads.ts';

/** The same hash tag as every other key of Resus. */
export const prefix = '{resus}';
export const queueNames = {
  diagnose: 'diagnose',
  look: 'look',
  logs: 'logs',
  plan: 'plan',
  act: 'act',
  pump: 'outbox',
  sweep: 'sweep',
} as const;

const defaultJobOptions: JobsOptions = {
  attempts: 1,
  // A kept job is what makes a repeated add with its id a no-op; the history people read is the run's events.
  removeOnComplete: { age: 7 * 86_400, count: 5000 },
  removeOnFail: { age: 30 * 86_400, count: 5000 },
  stackTraceLimit: 5,
};

export type QueueCounts = {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
};

/** How the rest starts work. Waits or rejects while Redis is away as its connection does. */
export type Queues = DiagnosisQueue &
  ActionQueue & {
    /** Wakes the pump of a thread; waking it while it works makes it look once more. */
    readonly pump: (thread: string) => Promise<void>;
    /** The state of the job of a run. */
    readonly diagnoseState: (runId: string) => Promise<'gone' | 'ended' | 'alive'>;
    readonly counts: () => Promise<readonly QueueCounts[]>;
    readonly close: () => Promise<void>;
  };

export function createQueues(connection: Redis, log: Log): Queues {
  const open = <Payload>(name: string): Queue<Payload, void> => {
    const queue = new Queue<Payload, void>(name, {
      connection,
      prefix,
      defaultJobOptions,
      // Both, or a queue made while Redis is down stays broken after it is back.
      skipWaitingForReady: true,
      skipVersionCheck: true,
    });
    queue.on('error', (error) => log.warn({ err: error, queue: name }, 'queue cannot reach redis'));
    return queue;
  };
  const diagnose = open<DiagnosePayload>(queueNames.diagnose);
  const look = open<LookPayload>(queueNames.look);
  const logs = open<LogsPayload>(queueNames.logs);
  const plan = open<MakePlanPayload>(queueNames.plan);
  const act = open<RunPlanPayload>(queueNames.act);
  const pump = open<PumpPayload>(queueNames.pump);
  const sweep = open<object>(queueNames.sweep);
  const all: readonly Queue[] = [diagnose, look, logs, plan, act, pump, sweep];
  return {
    diagnose: async (payload) => {
      await diagnose.add('diagnose', payload, {
        jobId: payload.runId,
        // Only what failed by no fault of the service's (Redis went away) is tried again.
        attempts: 2,
        backoff: { type: 'exponential', delay: 1000 },
      });
    },
    collectLogs: async (payload) => {
      await logs.add('logs', payload, {
        jobId: payload.requestId,
        deduplication: { id: payload.runId },
        removeOnComplete: { age: 3600, count: 1000 },
      });
    },
    look: async (payloads) => {
      await look.addBulk(
        payloads.map((data) => ({
          name: 'look',
          data,
          opts: {
            jobId: `${data.lookId}-${data.chunk}`,
            attempts: 2,
            // Nobody reads them again: what was seen is in the run.
            removeOnComplete: true,
            removeOnFail: { age: 86_400, count: 500 },
          },
        })),
      );
    },
    makePlan: async (payload) => {
      // A BullMQ payload has no undefined: it would come back as another plan.
      await plan.add('make', JSON.parse(JSON.stringify(payload)) as MakePlanPayload, {
        jobId: payload.planId,
        attempts: 2,
      });
    },
    runPlan: async (payload) => {
      await act.add('run', payload, { jobId: `${payload.planId}-${payload.turn}` });
    },
    isActing: async (planId) => {
      const jobs = await act.getJobs(['active', 'waiting', 'delayed', 'prioritized']);
      return jobs.some((job) => job.data.planId === planId);
    },
    pump: async (thread) => {
      // No job id: a finished pump must not keep the next one from starting.
      await pump.add(
        'pump',
        { thread },
        {
          deduplication: { id: thread, keepLastIfActive: true },
          removeOnComplete: true,
          removeOnFail: { age: 86_400, count: 500 },
        },
      );
    },
    diagnoseState: async (runId) => {
      const job = await diagnose.getJob(runId);
      if (job === undefined) return 'gone';
      const state = await job.getState();
      return state === 'failed' || state === 'completed' ? 'ended' : 'alive';
    },
    counts: () => Promise.all(all.map(countOf)),
    close: async () => {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

async function countOf(queue: Queue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
  return {
    name: queue.name,
    waiting: (counts.waiting ?? 0) + (counts.delayed ?? 0),
    active: counts.active ?? 0,
    failed: counts.failed ?? 0,
  };
}
