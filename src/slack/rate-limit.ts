import type { Clock } from '#base/clock.ts';

/** The methods that the outbox calls in Slack, each with a limit of its own. */
export type PacedMethod =
  | 'chat.postMessage'
  | 'chat.update'
  | 'conversations.replies'
  | 'files.completeUploadExternal';

export type Budget = { readonly name: string; readonly size: number; readonly perSecond: number };

/**
 * Counts of what was called, shared by every process on one Redis and kept by its clock, since all of them spend one
 * limit. Waits or rejects while Redis is away as its connection does.
 */
export type Budgets = {
  /** Takes one, leaving at least `reserved`, and answers 0; or takes none and answers how many ms to wait. */
  readonly take: (budget: Budget, reserved: number, pauses: readonly string[]) => Promise<number>;
  /**
   * Nobody takes what names `pause` for so long. When `shared` is given and another pause under it still lasts, the
   * limit is that of all: then `shared` is paused too.
   */
  readonly pause: (pause: string, ms: number, shared?: string) => Promise<void>;
  /** The rest of a budget, and the pauses that last. */
  readonly read: (budget: Budget) => Promise<number>;
  readonly pauses: () => Promise<readonly { readonly name: string; readonly ms: number }[]>;
};

/** When the next call may be made, so that Slack does not have to refuse it. */
export type Pace = {
  /** Takes a place and answers 0, or answers how long to wait. What stands in a thread gives way to what opens one. */
  readonly take: (method: PacedMethod, channel: string, isInThread?: boolean) => Promise<number>;
  /** `skip`: an edit that only passes by gives way to those that stay. */
  readonly edit: (id: string, channel: string, isPassing: boolean) => Promise<number | 'skip'>;
  /** Slack asked for it, in answer to a call for this channel. */
  readonly pause: (method: PacedMethod, channel: string, ms: number) => Promise<void>;
};

/**
 * Slack's promises (apis/web-api/rate-limits). A tier promises so many calls in any minute: a burst and what comes after it
 * within the minute stay two below that, since calls do not arrive evenly. For posts Slack gives no number for a burst.
 */
const budgets: Readonly<Record<PacedMethod, Omit<Budget, 'name'> & { readonly isPerChannel: boolean }>> = {
  // About one post a second and channel, and short bursts: three diagnoses at once are nine posts.
  'chat.postMessage': { size: 9, perSecond: 1, isPerChannel: true },
  // Tier 3: 50 a minute for the method and workspace, shared by all runs.
  'chat.update': { size: 14, perSecond: 34 / 60, isPerChannel: false },
  'conversations.replies': { size: 14, perSecond: 34 / 60, isPerChannel: false },
  // Tier 4: 100 a minute.
  'files.completeUploadExternal': { size: 30, perSecond: 68 / 60, isPerChannel: false },
};

/** Kept for what opens a thread: that api is down is told before the details of what went down earlier. */
const postsReserved = 2;
/** Kept for edits that stay. */
const editsReserved = 5;
/** Faster than this nobody sees a difference, and the edit in between is saved. */
const betweenEditsMs = 350;

export const editBudget: Budget = { ...budgets['chat.update'], name: 'chat.update' };

export function createPace(shared: Budgets, clock: Clock): Pace {
  // Only one pump at a time edits a message, so what it did last need not be shared.
  const lastEdit = new Map<string, number>();
  const take = (method: PacedMethod, channel: string, reserved: number): Promise<number> => {
    const { isPerChannel, ...budget } = budgets[method];
    const one = `${method}/${channel}`;
    return shared.take({ ...budget, name: isPerChannel ? one : method }, reserved, [one, method]);
  };
  return {
    take: (method, channel, isInThread = false) =>
      take(method, channel, isInThread && method === 'chat.postMessage' ? postsReserved : 0),
    edit: async (id, channel, isPassing) => {
      if (!isPassing) {
        lastEdit.delete(id);
        return take('chat.update', channel, 0);
      }
      const wait = (lastEdit.get(id) ?? -Infinity) + betweenEditsMs - clock.now();
      if (wait > 0) return wait;
      if ((await take('chat.update', channel, editsReserved)) > 0) return 'skip';
      lastEdit.set(id, clock.now());
      return 0;
    },
    pause: (method, channel, ms) => {
      // A refused post is about its channel. Of the others it cannot be told until a second channel is refused.
      const all = budgets[method].isPerChannel ? [] : [method];
      return shared.pause(`${method}/${channel}`, ms, ...all);
    },
  };
}
