import type { WebClient } from '@slack/web-api';
import type { Clock } from '#base/clock.ts';
import type { BlockFallbacks } from './block-fallbacks.ts';
import type { Log } from '#base/log.ts';
import { threadOf } from './message.ts';
import type { Outbox, QueuedMessage } from './outbox.ts';
import type { Pace, PacedMethod } from './rate-limit.ts';
import type { Refusal } from './refusal.ts';

export type DeliverDeps = {
  readonly outbox: Outbox;
  /** The delivery client: it must neither retry nor wait out a 429. */
  readonly client: WebClient;
  readonly pace: Pace;
  readonly blockFallbacks: BlockFallbacks;
  /** To be asked right before each call that shows something: another pump may have the thread by now. */
  readonly holds: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
};

/** `sent`: look at the head again. `wait`: this thread, and only it, has to wait. */
export type Delivered = { readonly next: 'head' } | { readonly next: 'wait'; readonly ms: number };

export const head: Delivered = { next: 'head' };
export const wait = (ms: number): Delivered => ({ next: 'wait', ms });
/** The thread is someone else's: this pump comes back when it may be its own again. */
export const lostThread: Delivered = { next: 'wait', ms: 1000 };

const backoffMs = { first: 1000, longest: 60_000 };

/** Decides what a refused call means for the queue. */
export async function settle(
  deps: DeliverDeps,
  message: QueuedMessage,
  refusal: Refusal,
  method: PacedMethod,
): Promise<Delivered> {
  const { outbox, pace, log } = deps;
  const { id, thread, version, place } = message;
  const backoff = Math.min(backoffMs.longest, backoffMs.first * 2 ** message.failures);
  switch (refusal.kind) {
    case 'later':
      if (refusal.code === 'ratelimited') await pace.pause(method, place.channel, refusal.inMs ?? backoff);
      else log.error({ id, code: refusal.code }, 'slack takes no messages from this app now');
      await outbox.unsent(id);
      return wait(refusal.inMs ?? backoff);
    case 'unclear':
      log.warn({ id, code: refusal.code }, 'slack did not say whether it took a message');
      await outbox.ambiguous(id);
      return wait(backoff);
    case 'gone':
      // Someone deleted it, or it is too old: nobody is looking at it.
      log.info({ id, code: refusal.code }, 'a message to edit is gone');
      return outbox.skip(thread, id, version).then(() => head);
    case 'plainer':
    case 'never':
      log.error({ id, channel: place.channel, code: refusal.code }, 'a message cannot be delivered');
      await tellOtherwise(deps, message);
      return outbox.bury(thread, id, refusal.code).then(() => head);
  }
}

async function tellOtherwise({ outbox }: DeliverDeps, { id, place }: QueuedMessage): Promise<void> {
  if (place.otherwise === undefined) return;
  const { user, body } = place.otherwise;
  const notice = { id: `${id}.undelivered`, place: { channel: user }, version: 1, body };
  await outbox.put([{ ...notice, thread: threadOf(notice.id, notice.place) }]);
}
