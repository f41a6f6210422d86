import { DelayedError, Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#base/log.ts';
import type { EventLog, LogLine, Subject } from '#redis/event-log.ts';
import {
  followerNames,
  followerQueue,
  type FollowerName,
  type FollowerQueues,
  type FollowPayload,
  wants,
} from './follower-queues.ts';
import { prefix } from './queues.ts';

/** The events of a subject that a follower has not followed yet: from the `from`th to the `to`th. None when `from` is behind `to`. */
export type Unfollowed = Subject & { readonly from: number; readonly to: number };

/**
 * Makes something of what happened: a thread, a metric, the next step of an outage. It may be called again for what it has
 * followed before, and then changes nothing.
 */
export type Follow = (unfollowed: Unfollowed, signal: AbortSignal) => Promise<void>;

export type FollowersDeps = {
  readonly connection: Redis;
  readonly events: EventLog;
  readonly queues: Pick<FollowerQueues, 'wakeOne'>;
  readonly followers: Readonly<Record<FollowerName, Follow>>;
  /** Counts a failure for the statistics. */
  readonly count: (follower: FollowerName) => void;
  /** Tells people that a follower does not get on with a subject. Once a row of failures. */
  readonly tell: (follower: FollowerName, subject: Subject, failures: number) => Promise<void>;
  readonly log: Log;
  /** Shorter only where a test waits for them. */
  readonly limits?: Partial<typeof usualLimits>;
};

const usualLimits = {
  /** Longer than any call to Slack with its repeats: what takes longer hangs. */
  turnMs: 60_000,
  firstRetryMs: 500,
  longestRetryMs: 60_000,
  /** With the retries above after about 30 s: a Redis that restarts is no news. */
  tellAfter: 7,
};

/** Subjects that one follower works on at once: most of that time it waits for Slack or Redis. */
const atOnce = 20;
/** A killed worker's subject is taken up 13–20 s later. */
const locks = { lockDuration: 15_000, lockRenewTime: 5000, stalledInterval: 5000 };
/** Read at once while looking for what was missed. */
const linesAtOnce = 1000;

export type Followers = {
  /** Wakes followers for what they have missed, and moves their cursors. Repeated by the sweep. */
  readonly catchUp: () => Promise<void>;
  readonly stop: (drainMs: number) => Promise<void>;
};

/**
 * One BullMQ worker a follower, one job a subject: what a follower makes of one subject is made in the order of its events,
 * and neither a follower nor a subject that hangs or fails holds up another one.
 */
export function startFollowers(deps: FollowersDeps): Followers {
  const workers = followerNames.map((name) => startFollower(deps, name));
  return {
    catchUp: async () => {
      await Promise.all(followerNames.map((name) => catchUp(deps, name)));
    },
    stop: async (drainMs) => {
      const timers = [
        setTimeout(() => workers.forEach((worker) => worker.cancelAllJobs('stopping')), drainMs),
        setTimeout(() => workers.forEach((worker) => void worker.close(true)), drainMs + goodbyeMs),
      ];
      await Promise.race([
        Promise.all(workers.map((worker) => worker.close())),
        new Promise((resolve) => timers.push(setTimeout(resolve, drainMs + goodbyeMs + 500))),
      ]);
      timers.forEach(clearTimeout);
    },
  };
}

/** A worker that cannot reach Redis cannot say goodbye either; its jobs are found stalled and taken up by others. */
const goodbyeMs = 1000;

function startFollower(deps: FollowersDeps, name: FollowerName): Worker {
  const { connection, log } = deps;
  // BullMQ makes the signal only for a function that declares three parameters.
  const run = async (job: Job, token: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const { of, id, again = false } = job.data as FollowPayload;
    const retryInMs = await followSubject(deps, name, { of, id }, again, signal);
    if (retryInMs === undefined) return;
    await job.moveToDelayed(Date.now() + retryInMs, token);
    throw new DelayedError();
  };
  const worker = new Worker(followerQueue(name), (job, token, signal) => run(job, token, signal), {
    connection,
    prefix,
    concurrency: atOnce,
    maxStalledCount: 1000,
    ...locks,
  });
  worker.on('error', (error) => log.warn({ err: error, queue: worker.name }, 'worker cannot reach redis'));
  worker.on('failed', (_job, error) => log.error({ err: error, queue: worker.name }, 'a job failed'));
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) worker.cancelJob(id, 'lock lost');
  });
  return worker;
}

/** Answers in how many milliseconds it has to be tried again; nothing when everything is followed. */
async function followSubject(
  deps: FollowersDeps,
  name: FollowerName,
  subject: Subject,
  again: boolean,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { events, followers, log } = deps;
  const limits = { ...usualLimits, ...deps.limits };
  const [progress] = await events.progress(name, [subject]);
  const { done = 0, seq = 0 } = progress ?? {};
  // Expired meanwhile: nothing is left to follow.
  const isGone = seq === 0;
  try {
    if (!isGone && (done < seq || again)) {
      const limit = AbortSignal.timeout(limits.turnMs);
      const stop = signal === undefined ? limit : AbortSignal.any([limit, signal]);
      await endOrAbort(followers[name]({ ...subject, from: done + 1, to: seq }, stop), stop);
      await events.markFollowed(name, subject, seq);
    }
    if (await events.markHealed(name, subject))
      log.info({ follower: name, ...subject }, 'a follower gets on again');
    return undefined;
  } catch (error) {
    if (signal?.aborted === true) return 0;
    deps.count(name);
    const failures = await events.markFailed(name, subject);
    log.warn({ err: error, follower: name, ...subject, failures }, 'a follower failed and tries again');
    if (failures === limits.tellAfter) await deps.tell(name, subject, failures);
    return Math.min(limits.firstRetryMs * 2 ** (failures - 1), limits.longestRetryMs);
  }
}

/** Hangs no longer than the signal allows, whatever it waits for. */
async function endOrAbort(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const end = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const give = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { signal: end.signal });
  });
  await Promise.race([work, aborted]).finally(() => end.abort());
}

/**
 * Finds what a follower has not followed, whose wake-up was lost or whose process died. The cursor moves up to the first
 * such line; a subject that fails has its own retries and does not hold the cursor.
 */
async function catchUp({ events, queues, log }: FollowersDeps, name: FollowerName): Promise<void> {
  const failing = await events.failing(name);
  await Promise.all(failing.map((subject) => queues.wakeOne(name, subject, true)));
  const isFailing = new Set(failing.map(keyOf));
  let cursor = await events.cursor(name);
  for (;;) {
    const lines = await events.read(cursor, linesAtOnce);
    const [first] = lines;
    if (first === undefined) return;
    if (first.position > cursor + 1 && cursor > 0)
      log.error(
        { follower: name, from: cursor, to: first.position },
        'the log was cut before it was followed',
      );
    const states = await progressOf(events, name, lines);
    const isBehind = (line: LogLine): boolean => (states.get(keyOf(line))?.done ?? line.seq) < line.seq;
    const stop = lines.find((line) => isBehind(line) && !isFailing.has(keyOf(line)));
    const next = stop === undefined ? (lines.at(-1)?.position ?? cursor) : stop.position - 1;
    if (next > cursor) await events.moveCursor(name, next);
    const behind = [...states.values()].filter(({ done, seq }) => done < seq);
    await Promise.all(behind.map(({ subject }) => queues.wakeOne(name, subject)));
    if (stop !== undefined || lines.length < linesAtOnce) return;
    cursor = next;
  }
}

/** How far the follower is with the subjects that it wants to know of. Those that have expired are left out. */
async function progressOf(events: EventLog, name: FollowerName, lines: readonly LogLine[]) {
  const wanted = new Map(
    lines.filter((line) => wants(name, line)).map(({ of, id }) => [keyOf({ of, id }), { of, id }]),
  );
  const subjects = [...wanted.values()];
  const progress = await events.progress(name, subjects);
  return new Map(
    subjects.flatMap((subject, i) => {
      const { done = 0, seq = 0 } = progress[i] ?? {};
      return seq === 0 ? [] : [[keyOf(subject), { subject, done, seq }] as const];
    }),
  );
}

function keyOf({ of, id }: Subject): string {
  return `${of}/${id}`;
}

/** How many lines of the log each follower has not passed yet, and how many subjects it fails at. */
export async function readLags(
  events: EventLog,
): Promise<readonly { readonly follower: FollowerName; readonly lag: number; readonly failing: number }[]> {
  const tip = await events.tip();
  return Promise.all(
    followerNames.map(async (follower) => {
      const [cursor, failing] = await Promise.all([events.cursor(follower), events.failing(follower)]);
      return { follower, lag: Math.max(0, tip - cursor), failing: failing.length };
    }),
  );
}
