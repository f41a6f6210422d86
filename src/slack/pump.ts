import { createConversations } from './conversation-of.ts';
import { deliver } from './deliver.ts';
import type { DeliverDeps } from './handle-refusal.ts';

/**
 * Empties one thread's queue, head first. Answers when it has to be called again, or nothing when the queue is empty.
 * The job's deduplication keeps a thread to one pump. Where that fails (a worker that was frozen, or cut off from Redis,
 * has lost its job without knowing) the lease does: who does not hold it sends nothing.
 */
export function createPump(deps: Omit<DeliverDeps, 'holds'>, { leaseMs = longestLeaseMs } = {}) {
  const conversationIdOf = createConversations(deps.client, deps.clock);
  return async (thread: string, signal: AbortSignal): Promise<{ readonly retryInMs?: number }> => {
    const { outbox, clock } = deps;
    const holder = crypto.randomUUID();
    // The time before the question counts: a process may have been frozen before it read the answer.
    const holds = async (): Promise<boolean> => {
      const askedAt = clock.now();
      return (await outbox.hold(thread, holder, leaseMs)) === 0 && clock.now() - askedAt < leaseMs / 5;
    };
    try {
      while (!signal.aborted) {
        const heldForMs = await outbox.hold(thread, holder, leaseMs);
        if (heldForMs > 0) return { retryInMs: heldForMs };
        const message = await outbox.head(thread);
        if (message === undefined) return {};
        const place = { ...message.place, channel: await conversationIdOf(message.place.channel) };
        const delivered = await deliver({ ...deps, holds }, { ...message, place });
        if (delivered.next === 'head') continue;
        if (delivered.ms > inlineMs) return { retryInMs: delivered.ms };
        // The newest state is read again after the pause, so an edit that comes meanwhile is not late.
        await new Promise((resolve) => setTimeout(resolve, delivered.ms));
      }
      return { retryInMs: 0 };
    } finally {
      await outbox.release(thread, holder);
    }
  };
}

/** Shorter waits are not worth a job: while one is delayed, what is put meanwhile waits with it. */
const inlineMs = 500;
/** As long as the lock of its job, and longer than the longest call to Slack and what may pass before it. */
const longestLeaseMs = 15_000;
