import type { Outbox, OutgoingMessage } from './outbox.ts';

/** Brings messages on their way: what they show is durable when it resolves, and Slack has it when it answers. */
export type PutMessages = (messages: readonly OutgoingMessage[]) => Promise<void>;

export type PutMessagesDeps = {
  readonly outbox: Pick<Outbox, 'put'>;
  /** Wakes the pump of a thread. */
  readonly wake: (thread: string) => Promise<void>;
};

export function createPutMessages({ outbox, wake }: PutMessagesDeps): PutMessages {
  return async (messages) => {
    if (messages.length === 0) return;
    const threads = await outbox.put(messages);
    await Promise.all(threads.map((thread) => wake(thread)));
  };
}
