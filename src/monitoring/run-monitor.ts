import { idOf } from '#base/ids.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Signal, RecordSignals } from '#outages/events.ts';
import { checkMonitor, type CheckPorts } from './check-monitor.ts';
import type { Monitor } from '#catalog/monitors.ts';
import {
  asOf,
  type Change,
  isOverdue,
  judge,
  unwatchedMs,
  type Result,
  type MonitorState,
} from './monitor-state.ts';

/** The store of monitors. Everything rejects while Redis is away. */
export type MonitorStore = {
  readonly read: (monitorId: string) => Promise<{ monitorState?: MonitorState; version: string }>;
  /**
   * Keeps result, standing and sighting together, or nothing when `version` is no longer the stored one: of two
   * processes with one scheduled time, one wins.
   */
  readonly record: (entry: {
    readonly monitorId: string;
    readonly version: string;
    readonly monitorState: MonitorState;
    readonly scheduledMs: number;
    readonly result: Pick<Result, 'status' | 'tookMs'>;
    readonly signal?: Signal;
  }) => Promise<boolean>;
  /** The last heartbeat counts as that much later, but not later than now; nothing when there was none. */
  readonly forgive: (monitorId: string, ms: number, nowMs: number) => Promise<void>;
  /** Sightings that nobody has taken yet, oldest first. */
  readonly pending: () => Promise<readonly Signal[]>;
  readonly taken: (sightingId: string) => Promise<void>;
};

export type RunMonitorDeps = {
  readonly monitors: () => ReadonlyMap<string, Monitor>;
  readonly ports: CheckPorts;
  readonly store: MonitorStore;
  /** Hands over what is pending. */
  readonly deliver: () => Promise<void>;
  readonly redact: Redact;
  /** A check cannot be made any more, for a reason of our own: what it watches is not watched until that is mended. */
  readonly tellBlind: (monitorId: string, detail: string) => void;
};

/** More processes than this with one monitor at one moment do not exist; a loop that never ends must not either. */
const tries = 8;

/**
 * Checks one monitor for one scheduled time. May be called twice for the same time, by any processes: one result is
 * kept. A change is kept with the result that decided it, and delivered until it is taken.
 */
export function createRunMonitor(deps: RunMonitorDeps) {
  return async (monitorId: string, scheduledMs: number, signal: AbortSignal): Promise<void> => {
    const monitor = deps.monitors().get(monitorId);
    // Removed from the catalog, or not known to this process yet.
    if (monitor === undefined) return;
    const first = await deps.store.read(monitorId);
    const known = asOf(first.monitorState, deps.ports.clock.now());
    if (judge(known, scheduledMs, 'unknown', monitor.fail).outcome === 'repeated') return;
    const result =
      (await unheard(deps, monitor, known, scheduledMs)) ?? (await checkMonitor(deps.ports, monitor, signal));
    // Stopped in the middle: the queue gives the same time to another process.
    if (signal.aborted) throw new Error('the check was stopped');
    // Taken out of the catalog meanwhile: nothing may be known of it again.
    if (!deps.monitors().has(monitorId)) return;
    const change = await keep(deps, monitor, scheduledMs, result);
    if (change) await deps.deliver();
  };
}

/** Time in which nobody looked is no silence of a job; a turn of before that says nothing, the next one does. */
async function unheard(
  { store, ports }: RunMonitorDeps,
  { id, everyMs, check }: Monitor,
  known: MonitorState | undefined,
  scheduledMs: number,
): Promise<Result | undefined> {
  if (check.kind !== 'heartbeat') return undefined;
  const now = ports.clock.now();
  if (isOverdue(scheduledMs, now))
    return { status: 'unknown', tookMs: 0, detail: 'nobody looked when it was due' };
  const unwatched = unwatchedMs(known, scheduledMs, everyMs);
  if (unwatched > 0) await store.forgive(id, unwatched, now);
  return undefined;
}

async function keep(
  { store, ports, redact, tellBlind }: RunMonitorDeps,
  monitor: Monitor,
  scheduledMs: number,
  result: Result,
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { monitorState, version } = await store.read(monitor.id);
    const judged = judge(asOf(monitorState, ports.clock.now()), scheduledMs, result.status, monitor.fail);
    if (judged.outcome === 'repeated') return false;
    const { change } = judged;
    const detail = redact(result.detail);
    const signal =
      change === undefined ? undefined : sightingOf(monitor, scheduledMs, change, detail, ports.clock.now());
    const isKept = await store.record({
      monitorId: monitor.id,
      version,
      monitorState: judged.monitorState,
      scheduledMs,
      result,
      ...(signal === undefined ? {} : { signal }),
    });
    const wasBlind = monitorState?.ring.at(-1)?.[1] === 'unknown';
    if (isKept && result.status === 'unknown' && !wasBlind) tellBlind(monitor.id, detail);
    if (isKept) return signal !== undefined;
  }
  throw new Error('a result could not be kept: others keep changing the same monitor');
}

/** Hands over what is pending; safe to call at any time and from anywhere. */
export async function deliverSignals({
  store,
  take,
}: {
  readonly store: Pick<MonitorStore, 'pending' | 'taken'>;
  readonly take: RecordSignals;
}): Promise<void> {
  const waiting = await store.pending();
  if (waiting.length === 0) return;
  await take(waiting);
  await Promise.all(waiting.map(({ id }) => store.taken(id)));
}

function sightingOf(
  { id, service, severity, check }: Monitor,
  scheduledMs: number,
  change: Change,
  detail: string,
  now: number,
): Signal {
  const words = { monitor: id, failed: String(change.failed), of: String(change.of), detail };
  return {
    id: idOf('sight', id, String(scheduledMs), change.state),
    source: check.kind === 'heartbeat' ? 'heartbeat' : 'monitor',
    service,
    fingerprint: `monitor/${id}`,
    state: change.state,
    at: now,
    ...(change.since === undefined ? {} : { since: change.since }),
    ...(severity === undefined ? {} : { severity }),
    says:
      change.state === 'down'
        ? {
            en: '{monitor}: {failed} of {of} checks failed: {detail}',
            fr: '{monitor} : {failed} contrôles sur {of} ont échoué : {detail}',
            with: words,
          }
        : {
            en: '{monitor} answers again as it should.',
            fr: '{monitor} répond de nouveau comme il se doit.',
            with: words,
          },
  };
}
