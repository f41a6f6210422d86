import type { Outbox } from './outbox.ts';

/** Puts messages on their way to Slack: stored first, then the thread's pump is woken. */
export type Posting = {
  readonly outbox: Pick<Outbox, 'put' | 'find'>;
  readonly queues: { readonly pump: (thread: string) => Promise<void> };
};
