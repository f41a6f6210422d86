import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { prefix } from './queues.ts';

/** Clocks that are kept by NTP slew; what is further off was set. */
const stepMs = 2_000;
const lookEveryMs = 1_000;
/** Clocks of processes that share a Redis differ. */
const slackMs = 5_000;

/**
 * Calls when the clock of this machine was set back. Turns are times of the clock: what was due in five seconds is due
 * in an hour and five seconds then, and nobody would look until that. Returns how to stop.
 */
export function hearStepsBack(heard: () => void): () => void {
  let offset = Date.now() - performance.now();
  const timer = setInterval(() => {
    const now = Date.now() - performance.now();
    const step = now - offset;
    offset = now;
    if (step <= -stepMs) heard();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** No turn is further away than its interval, unless the clock was ahead when it was made. */
export function isTooFar(nextMs: number | undefined, everyMs: number): boolean {
  return nextMs !== undefined && nextMs > Date.now() + everyMs + slackMs;
}

/** Forgets a turn that is too far away, so that it can be made anew. */
export async function forgetTooFar(queue: Queue, id: string, everyMs: number): Promise<void> {
  const known = await queue.getJobScheduler(id);
  if (isTooFar(known?.next, everyMs)) await queue.removeJobScheduler(id);
}

/** Starts what waits for a later time: whoever finds that it is too early waits again, by the clock as it is now. */
export async function startWaiting(connection: Redis, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const queue = new Queue(name, { connection, prefix });
    queue.on('error', () => {});
    try {
      await queue.promoteJobs();
    } finally {
      await queue.close();
    }
  }
}
