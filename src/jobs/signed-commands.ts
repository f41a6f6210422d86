import { Queue, QueueEvents, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { SignedAnswer } from '#actions/carry-out-signed.ts';
import { signedCommandPayload } from '#actions/payloads.ts';
import { nonceLivesMs, type SignedCommand } from '#actions/signed-command.ts';
import { AppError } from '#base/errors.ts';
import type { Log } from '#base/log.ts';
import { prefix } from './queues.ts';

const name = 'signed';

export type SignedCommands = {
  /** Hands a command to whichever worker is free and waits for its answer. Throws `redis_down` when none takes it in time. */
  readonly send: (command: SignedCommand, withinMs: number) => Promise<SignedAnswer>;
  readonly close: () => Promise<void>;
};

/** The command line's way to a worker: the caller proves nothing to itself. */
export function openSignedCommands(connection: Redis, log: Log): SignedCommands {
  const tell = (error: Error): void => log.warn({ err: error }, 'signed commands cannot reach redis');
  const queue = new Queue<SignedCommand, SignedAnswer>(name, { connection, prefix });
  // Waiting for an answer blocks its connection.
  const events = new QueueEvents(name, { connection: connection.duplicate(), prefix });
  queue.on('error', tell);
  events.on('error', tell);
  return {
    send: async (command, withinMs) => {
      await events.waitUntilReady();
      const job = await queue.add('signed', command, {
        jobId: command.nonce,
        removeOnComplete: { age: nonceLivesMs / 1000 },
        removeOnFail: { age: nonceLivesMs / 1000 },
      });
      try {
        return await job.waitUntilFinished(events, withinMs);
      } catch (cause) {
        // Nobody acts on it later, when its author has gone.
        await job.remove().catch(() => undefined);
        throw new AppError(
          'redis_down',
          `No worker answered within ${withinMs / 1000} s, so nothing is known to have been counted. Check that a worker runs (\`resus status\`), then look at the plan before you repeat it.`,
          { cause },
        );
      }
    },
    close: async () => {
      await Promise.all([queue.close(), events.close()]);
    },
  };
}

/** The worker's side: carries out commands from terminals, each once. */
export function startSignedWorker(
  connection: Redis,
  carryOut: (command: SignedCommand) => Promise<SignedAnswer>,
  log: Log,
): { readonly stop: () => Promise<void> } {
  const worker = new Worker<SignedCommand, SignedAnswer>(
    name,
    (job) => carryOut(signedCommandPayload.parse(job.data) as SignedCommand),
    { connection, prefix, concurrency: 4, maxStalledCount: 0 },
  );
  worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker cannot reach redis'));
  worker.on('failed', (job, error) => log.error({ err: error, queue: name, job: job?.id }, 'a job failed'));
  return { stop: () => worker.close() };
}
