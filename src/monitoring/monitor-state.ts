/*
 *            n of the last `of` failed
 *      up ──────────────────────────────▶ down
 *       ◀──────────────────────────────
 *          the last min(n, 2) were good
 *
 * A check that could not be made counts neither way.
 */

export type CheckStatus = 'ok' | 'bad' | 'unknown';
export type Result = { readonly status: CheckStatus; readonly tookMs: number; readonly detail: string };

/** The state of a monitor: small, since it is read and written at each check. */
export type MonitorState = {
  readonly state: 'up' | 'down';
  /** Scheduled times and what was seen, oldest first. */
  readonly ring: readonly (readonly [scheduledMs: number, status: CheckStatus])[];
  /** When the failing that led to `down` began. */
  readonly since?: number;
};

export type Judged =
  /** This time was judged before, or is older than everything that is kept. */
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'recorded'; readonly monitorState: MonitorState; readonly change?: Change };
export type Change = {
  readonly state: 'up' | 'down';
  readonly failed: number;
  readonly of: number;
  readonly since?: number;
};

/** Clocks of processes differ, and a failover leaves turns out. */
const slackMs = 30_000;

/** What is known without the times that are still to come: the clock was set back since, and new results would be older. */
export function asOf(monitorState: MonitorState | undefined, nowMs: number): MonitorState | undefined {
  if (monitorState === undefined) return undefined;
  const ring = monitorState.ring.filter(([at]) => at <= nowMs + slackMs);
  if (ring.length === monitorState.ring.length) return monitorState;
  const since = monitorState.since === undefined ? {} : { since: Math.min(monitorState.since, nowMs) };
  return { state: monitorState.state, ring, ...since };
}

/**
 * For how long nobody looked before this turn: every process was away, the machine slept, or the clock was set forward.
 * Who would have told something then could not be heard.
 */
export function unwatchedMs(before: MonitorState | undefined, scheduledMs: number, everyMs: number): number {
  const last = before?.ring.at(-1)?.[0];
  const gapMs = last === undefined ? 0 : scheduledMs - last - everyMs;
  return gapMs > slackMs ? gapMs : 0;
}

/** Turns are milliseconds late; one that is more waited while nobody looked. */
export function isOverdue(scheduledMs: number, nowMs: number): boolean {
  return nowMs - scheduledMs > slackMs;
}

/** Kept beyond the window, to know late redeliveries again: a failover takes a few intervals. */
const leastKept = 16;

export function judge(
  before: MonitorState | undefined,
  scheduledMs: number,
  status: CheckStatus,
  fail: { readonly n: number; readonly of: number },
): Judged {
  const ring = before?.ring ?? [];
  const kept = Math.max(leastKept, fail.of);
  const isTooOld = ring.length >= kept && scheduledMs < (ring[0]?.[0] ?? 0);
  if (isTooOld || ring.some(([at]) => at === scheduledMs)) return { outcome: 'repeated' };
  const next = [...ring, [scheduledMs, status] as const].toSorted(([a], [b]) => a - b).slice(-kept);
  const seen = next.filter(([, one]) => one !== 'unknown').slice(-fail.of);
  const failed = seen.filter(([, one]) => one === 'bad');
  const state = before?.state ?? 'up';
  if (state === 'up' && failed.length >= fail.n) {
    const since = failed[0]?.[0] ?? scheduledMs;
    const change = { state: 'down', failed: failed.length, of: seen.length, since } as const;
    return { outcome: 'recorded', monitorState: { state: 'down', ring: next, since }, change };
  }
  const good = seen.slice(-Math.min(fail.n, 2));
  if (state === 'down' && good.every(([, one]) => one === 'ok') && good.length >= Math.min(fail.n, 2)) {
    const since = before?.since;
    const change = {
      state: 'up',
      failed: failed.length,
      of: seen.length,
      ...(since === undefined ? {} : { since }),
    } as const;
    // What failed before the recovery must not count towards the next failure.
    const fresh = next.map(([at]) => [at, 'ok'] as const);
    return { outcome: 'recorded', monitorState: { state: 'up', ring: fresh }, change };
  }
  const since = before?.since;
  return {
    outcome: 'recorded',
    monitorState: { state, ring: next, ...(since === undefined ? {} : { since }) },
  };
}
