import { escape } from './escape.ts';
import { threadOf } from './message.ts';
import type { Outbox } from './outbox.ts';

export type TellChannelDeps = {
  readonly outbox: Pick<Outbox, 'put'>;
  /** Wakes the pump of a thread. */
  readonly wake: (thread: string) => Promise<void>;
};

/** Says one thing in a channel, durably. `id` names it: said by several processes, it stands there once. */
export function createPostNotice({ outbox, wake }: TellChannelDeps) {
  return async (id: string, channel: string, text: string): Promise<void> => {
    const place = { channel };
    const threads = await outbox.put([
      { id, thread: threadOf(id, place), place, version: 1, body: { text: escape(text) } },
    ]);
    await Promise.all(threads.map((thread) => wake(thread)));
  };
}
