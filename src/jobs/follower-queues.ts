import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#base/log.ts';
import type { Subject } from '#redis/event-log.ts';
import { prefix } from './queues.ts';

/** Everything that follows the log, and the kinds of subjects that each wants to know of. */
export const followed = {
  thread: ['run', 'plan', 'outage'],
  outages: ['run', 'plan', 'outage'],
  messages: ['plan', 'outage'],
  metrics: ['run', 'plan'],
  log: ['run', 'plan', 'outage'],
  audit: ['plan'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type FollowerName = keyof typeof followed;
export const followerNames = Object.keys(followed) as FollowerName[];
export const followerQueue = (name: FollowerName): string => `follow-${name}`;

/** A subject to be followed; `again` also when nothing new happened to it. */
export type FollowPayload = { readonly of: string; readonly id: string; readonly again?: boolean };

/** Wakes followers. A wake-up that is lost delays, no more: a follower that is behind is found and woken again. */
export type FollowerQueues = {
  /** For whoever has appended: returns at once, and never throws. */
  readonly wake: (subject: Subject) => void;
  /** One follower alone; `again` makes it look at what it has followed already. */
  readonly wakeOne: (name: FollowerName, subject: Subject, again?: boolean) => Promise<void>;
  /** Waits for the wake-ups that are under way. */
  readonly close: () => Promise<void>;
};

export function createFollowerQueues(connection: Redis, log: Log): FollowerQueues {
  const open = (name: FollowerName) => {
    const queue = new Queue<FollowPayload, void>(followerQueue(name), {
      connection,
      prefix,
      // Both, or a queue made while Redis is down stays broken after it is back.
      skipWaitingForReady: true,
      skipVersionCheck: true,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: { age: 86_400, count: 500 } },
    });
    queue.on('error', (error) => log.warn({ err: error, queue: queue.name }, 'queue cannot reach redis'));
    return queue;
  };
  const queues = new Map(followerNames.map((name) => [name, open(name)]));
  const wakeOne = async (name: FollowerName, { of, id }: Subject, again = false): Promise<void> => {
    // No job id: a finished job must not keep the next one from starting. What comes while it works makes it work once more.
    const deduplication = { id: `${of}/${id}`, keepLastIfActive: true };
    await queues.get(name)?.add('follow', { of, id, ...(again ? { again } : {}) }, { deduplication });
  };
  const underWay = new Set<Promise<void>>();
  return {
    wake: (subject) => {
      for (const name of followerNames) {
        if (!wants(name, subject)) continue;
        const woken = wakeOne(name, subject).catch((error: unknown) =>
          log.debug({ err: error, follower: name, ...subject }, 'a follower is woken later'),
        );
        underWay.add(woken);
        void woken.finally(() => underWay.delete(woken));
      }
    },
    wakeOne,
    close: async () => {
      await Promise.all(underWay);
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

export function wants(name: FollowerName, { of }: Subject): boolean {
  const kinds: readonly string[] = followed[name];
  return kinds.includes(of);
}
