import type { Clock } from '#base/clock.ts';

/**
 * When the next call may be made, so that Slack does not have to refuse it.
 * One bucket a channel for posts, one for all edits of this process, and pauses where Slack asked for one.
 */
export type Pace = {
  /** Takes a place and answers 0, or answers how long to wait. */
  readonly post: (channel: string) => number;
  /** `skip`: an edit that only passes by gives way to those that stay. */
  readonly edit: (id: string, isPassing: boolean) => number | 'skip';
  readonly pause: (what: { readonly channel: string } | 'edits', ms: number) => void;
};

/** Slack allows about one post a second and channel, and short bursts: three diagnoses at once are nine posts. */
const posts = { size: 9, perSecond: 1 };
/** chat.update is limited to 50 a minute for a method and workspace, shared by all runs. */
const edits = { size: 20, perSecond: 50 / 60 };
/** Kept for edits that stay. */
const editsReserved = 8;
/** Faster than this nobody sees a difference, and the edit in between is saved. */
const betweenEditsMs = 350;

export function createPace(clock: Clock): Pace {
  const channels = new Map<string, Bucket>();
  const edit = createBucket(edits, clock);
  const lastEdit = new Map<string, number>();
  const channelOf = (channel: string): Bucket => {
    const known = channels.get(channel);
    if (known !== undefined) return known;
    // Channels that are full again need no memory.
    for (const [name, bucket] of channels) if (bucket.isIdle()) channels.delete(name);
    const bucket = createBucket(posts, clock);
    channels.set(channel, bucket);
    return bucket;
  };
  return {
    post: (channel) => channelOf(channel).take(0),
    edit: (id, isPassing) => {
      if (!isPassing) {
        lastEdit.delete(id);
        return edit.take(0);
      }
      const wait = (lastEdit.get(id) ?? -Infinity) + betweenEditsMs - clock.now();
      if (wait > 0) return wait;
      if (edit.take(editsReserved) > 0) return 'skip';
      lastEdit.set(id, clock.now());
      return 0;
    },
    pause: (what, ms) => (what === 'edits' ? edit : channelOf(what.channel)).pause(ms),
  };
}

type Bucket = {
  readonly take: (reserved: number) => number;
  readonly pause: (ms: number) => void;
  readonly isIdle: () => boolean;
};

function createBucket({ size, perSecond }: { size: number; perSecond: number }, clock: Clock): Bucket {
  let tokens = size;
  let at = clock.now();
  let pausedUntil = 0;
  const refill = (): void => {
    const now = clock.now();
    tokens = Math.min(size, tokens + (Math.max(0, now - at) / 1000) * perSecond);
    at = now;
  };
  return {
    take: (reserved) => {
      refill();
      const paused = pausedUntil - clock.now();
      if (paused > 0) return paused;
      const missing = reserved + 1 - tokens;
      if (missing > 0) return Math.ceil((missing / perSecond) * 1000);
      tokens -= 1;
      return 0;
    },
    pause: (ms) => {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
    isIdle: () => {
      refill();
      return tokens === size && pausedUntil <= clock.now();
    },
  };
}
