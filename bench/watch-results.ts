import { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import { createSampleStore } from '#monitoring/redis-sample-store.ts';
import { storedMonitorState } from '#monitoring/stored-monitor-state.ts';

export type Results = {
  readonly recorded: number;
  /** Scheduled times of the window that left no result. */
  readonly missing: number;
  /** Results beyond one for a scheduled time. */
  readonly twice: number;
  readonly failed: number;
  /** From the scheduled time until the result was in Redis, ascending. */
  readonly latenessMs: readonly number[];
};

/** Hears of every result the moment Redis has it. */
export async function hearResults(redisUrl: string) {
  const redis = new Redis(redisUrl);
  const ears = new Redis(redisUrl);
  await redis.config('SET', 'notify-keyspace-events', 'K$');
  const heard: { readonly monitor: string; readonly at: number }[] = [];
  ears.on('pmessage', (_pattern, key: string, event: string) => {
    const [, monitor] = /:samples:(.*):raw:\d+$/.exec(key) ?? [];
    if (event === 'append' && monitor !== undefined) heard.push({ monitor, at: Date.now() });
  });
  await ears.psubscribe('__keyspace@*__:*:samples:*:raw:*');
  const store = createSampleStore(redis, systemClock, storedMonitorState);
  return {
    redis,
    /** How many monitors left a result at all. */
    seen: () => new Set(heard.map(({ monitor }) => monitor)).size,
    /** What became of the scheduled times in `[from, to)`; each monitor's rhythm is known from its own first result. */
    count: async (
      monitors: readonly string[],
      everyMs: number,
      from: number,
      to: number,
    ): Promise<Results> => {
      let [recorded, missing, twice, failed] = [0, 0, 0, 0];
      const phases = new Map<string, number>();
      for (const monitor of monitors) {
        const all = await store.samples(monitor, from - 2 * everyMs, to + everyMs);
        const phase = (all[0]?.at ?? 0) % everyMs;
        phases.set(monitor, phase);
        const inside = all.filter(({ at }) => at >= from && at < to);
        const times = new Set(inside.map(({ at }) => at));
        const first = Math.ceil((from - phase) / everyMs) * everyMs + phase;
        const due = Math.max(0, Math.ceil((to - first) / everyMs));
        recorded += times.size;
        missing +=
          due -
          Array.from({ length: due }, (_, i) => first + i * everyMs).filter((at) => times.has(at)).length;
        twice += inside.length - times.size;
        failed += inside.filter(({ status }) => status !== 'ok').length;
      }
      const latenessMs = heard
        .filter(({ at }) => at >= from && at < to)
        .map(({ monitor, at }) => (at - (phases.get(monitor) ?? 0)) % everyMs);
      return { recorded, missing, twice, failed, latenessMs: latenessMs.toSorted((a, b) => a - b) };
    },
    close: () => {
      ears.disconnect();
      redis.disconnect();
    },
  };
}
