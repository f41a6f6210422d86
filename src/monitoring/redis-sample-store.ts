import type { Sample, SampleStatus, Span } from './events.ts';
import type { Redis } from 'ioredis';
import { type Signal, sightingSchema } from '#outages/events.ts';
import { type RecordKind, recordKind } from '#redis/record.ts';
import { prefix } from '#redis/redis.ts';
import { readScript } from '#redis/lua-script.ts';

const recordResult = readScript('monitoring/record-result.lua');
const moveBeat = readScript('monitoring/move-beat.lua');
const storedSignal = recordKind('signal', sightingSchema);

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** Hours are kept 720 to a key. */
const monthMs = 30 * dayMs;

/** Every result for a day, minutes for a week, hours for 90 days: at 15 s about 230 KB a monitor in all. */
const livesMs = { raw: dayMs + hourMs, minutes: 8 * dayMs, hours: 90 * dayMs + monthMs };

/** Clocks of processes differ. */
const slackMs = 30_000;

const codes = { bad: 0, ok: 1, unknown: 2 } as const;
const statuses: readonly SampleStatus[] = ['bad', 'ok', 'unknown'];

const keys = {
  monitorStates: `${prefix}:monitors:standing`,
  pending: `${prefix}:monitors:pending`,
  beats: `${prefix}:monitors:beats`,
  pulse: `${prefix}:monitors:pulse`,
  of: (id: string, kind: 'raw' | 'm' | 'h', part: number) => `${prefix}:samples:${id}:${kind}:${part}`,
};

type Entry<MonitorState> = {
  readonly monitorId: string;
  readonly version: string;
  readonly monitorState: MonitorState;
  readonly scheduledMs: number;
  readonly result: { readonly status: SampleStatus; readonly tookMs: number };
  readonly signal?: Signal;
};

/** What monitors saw, thinned with age as it is written, and how each one stands. */
export function createSampleStore<MonitorState>(
  redis: Redis,
  clock: { now(): number },
  states: RecordKind<MonitorState>,
) {
  return {
    /** The stored text is its own version: it holds the last scheduled times, so it never comes twice. */
    read: async (monitorId: string): Promise<{ monitorState?: MonitorState; version: string }> => {
      const text = (await redis.hget(keys.monitorStates, monitorId)) ?? '';
      return text === '' ? { version: '' } : { monitorState: states.read(text), version: text };
    },

    /** Checked at least once, and not forgotten since. */
    has: async (monitorId: string): Promise<boolean> =>
      (await redis.hexists(keys.monitorStates, monitorId)) === 1,
    /** How all others stand is no longer known: should one be checked again, it begins anew. */
    keepOnly: async (monitorIds: ReadonlySet<string>): Promise<void> => {
      for (const key of [keys.monitorStates, keys.beats]) {
        const gone = (await redis.hkeys(key)).filter((id) => !monitorIds.has(id));
        if (gone.length > 0) await redis.hdel(key, ...gone);
      }
    },

    record: async (entry: Entry<MonitorState>): Promise<boolean> => {
      const { monitorId: id, scheduledMs: at, result, signal } = entry;
      const answer = await recordResult(
        redis,
        [
          keys.monitorStates,
          keys.pending,
          keys.of(id, 'raw', Math.floor(at / hourMs)),
          keys.of(id, 'm', Math.floor(at / dayMs)),
          keys.of(id, 'h', Math.floor(at / monthMs)),
          keys.pulse,
        ],
        [
          id,
          entry.version,
          states.write(entry.monitorState),
          at % hourMs,
          codes[result.status],
          Math.min(Math.round(result.tookMs), 600_000),
          Math.floor((at % dayMs) / minuteMs),
          Math.floor((at % monthMs) / hourMs),
          signal?.id ?? '',
          signal === undefined ? '' : storedSignal.write(signal),
          livesMs.raw,
          livesMs.minutes,
          livesMs.hours,
          clock.now(),
        ],
      );
      return answer === 1;
    },

    pending: async (): Promise<Signal[]> => {
      const texts = await redis.hvals(keys.pending);
      return texts.map(storedSignal.read).toSorted((a, b) => a.at - b.at);
    },
    taken: async (sightingId: string): Promise<void> => {
      await redis.hdel(keys.pending, sightingId);
    },

    beat: async (monitorId: string, at: number): Promise<void> => {
      await redis.hset(keys.beats, monitorId, at);
    },
    lastBeat: async (monitorId: string, nowMs: number): Promise<number> => {
      await redis.hsetnx(keys.beats, monitorId, nowMs);
      const at = Number(await redis.hget(keys.beats, monitorId));
      if (at <= nowMs + slackMs) return at;
      // The clock was set back since: what is still to come would hide every silence until then.
      await redis.hset(keys.beats, monitorId, nowMs);
      return nowMs;
    },
    forgive: async (monitorId: string, ms: number, nowMs: number): Promise<void> => {
      const at = await redis.hget(keys.beats, monitorId);
      if (at !== null) await moveBeat(redis, [keys.beats], [monitorId, at, Math.min(Number(at) + ms, nowMs)]);
    },

    /** When any monitor last left a result. */
    pulse: async (): Promise<number | undefined> => {
      const at = await redis.get(keys.pulse);
      return at === null ? undefined : Number(at);
    },

    forgetPulse: async (): Promise<void> => {
      await redis.del(keys.pulse);
    },

    /** Every result of `[from, to]`, while it is younger than a day. */
    samples: async (monitorId: string, from: number, to: number): Promise<Sample[]> => {
      const chunks = await Promise.all(
        range(from, to, hourMs).map(async (hour) => {
          const bytes = await redis.getBuffer(keys.of(monitorId, 'raw', hour));
          return bytes === null ? [] : readRaw(bytes, hour * hourMs);
        }),
      );
      return chunks
        .flat()
        .filter(({ at }) => at >= from && at <= to)
        .toSorted((a, b) => a.at - b.at);
    },

    /** Minutes of the last week, or hours of the last 90 days. */
    spans: async (monitorId: string, unit: 'minute' | 'hour', from: number, to: number): Promise<Span[]> => {
      const [kind, partMs, slotMs] =
        unit === 'minute' ? (['m', dayMs, minuteMs] as const) : (['h', monthMs, hourMs] as const);
      const parts = await Promise.all(
        range(from, to, partMs).map(async (part) => {
          const bytes = await redis.getBuffer(keys.of(monitorId, kind, part));
          return bytes === null ? [] : readSpans(bytes, part * partMs, slotMs);
        }),
      );
      return parts.flat().filter((span) => span.from + slotMs > from && span.from <= to);
    },
  };
}

function range(from: number, to: number, stepMs: number): number[] {
  const first = Math.floor(from / stepMs);
  return Array.from({ length: Math.floor(to / stepMs) - first + 1 }, (_, i) => first + i);
}

function readRaw(bytes: Buffer, from: number): Sample[] {
  return Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => ({
    at: from + bytes.readUInt32BE(i * 8),
    status: statuses[bytes.readUInt8(i * 8 + 4)] ?? 'unknown',
    tookMs: bytes.readUInt16BE(i * 8 + 6),
  }));
}

function readSpans(bytes: Buffer, from: number, slotMs: number): Span[] {
  return Array.from({ length: Math.floor(bytes.length / 12) }, (_, i) => {
    const results = bytes.readUInt16BE(i * 12);
    return {
      from: from + i * slotMs,
      results,
      bad: bytes.readUInt16BE(i * 12 + 2),
      meanMs: results === 0 ? 0 : Math.round(bytes.readUInt32BE(i * 12 + 4) / results),
      mostMs: bytes.readUInt32BE(i * 12 + 8),
    };
  }).filter(({ results }) => results > 0);
}
