import { deliver } from './deliver.ts';
import type { DeliverDeps } from './settle.ts';

/**
 * Empties one thread's queue, head first. Answers when it has to be called again, or nothing when the queue is empty.
 * At most one pump a thread may run; the job's deduplication sees to that.
 */
export function createPump(deps: DeliverDeps) {
  return async (thread: string, signal: AbortSignal): Promise<{ readonly retryInMs?: number }> => {
    while (!signal.aborted) {
      const message = await deps.outbox.head(thread);
      if (message === undefined) return {};
      const delivered = await deliver(deps, message);
      if (delivered.next === 'head') continue;
      if (delivered.ms > inlineMs) return { retryInMs: delivered.ms };
      // The newest state is read again after the pause, so an edit that comes meanwhile is not late.
      await new Promise((resolve) => setTimeout(resolve, delivered.ms));
    }
    return { retryInMs: 0 };
  };
}

/** Shorter waits are not worth a job: while one is delayed, what is put meanwhile waits with it. */
const inlineMs = 500;
