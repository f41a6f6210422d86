import type { Alarm, Outage, OutageEvent, OutageRun, OutageState, Severity, Signal } from './events.ts';

/** An outage that a person opened is down because that person says so. */
const personAlarm = 'person';

/** Total: an event that makes no sense in this state changes nothing, so a replayed history always ends the same. */
export function applyOutageEvent(
  before: Outage | undefined,
  id: string,
  event: OutageEvent,
): Outage | undefined {
  if (event.type === 'opened') return before ?? begin(id, event);
  if (before === undefined) return undefined;
  const outage = fold(before, event);
  return { ...outage, state: stateOf(outage) };
}

export function outageOf(id: string, events: readonly OutageEvent[]): Outage | undefined {
  let outage: Outage | undefined;
  for (const event of events) outage = applyOutageEvent(outage, id, event);
  return outage;
}

function begin(id: string, event: Extract<OutageEvent, { type: 'opened' }>): Outage {
  const { at, service, channel, severity, says, by } = event;
  const said: readonly Alarm[] =
    by === undefined ? [] : [{ fingerprint: personAlarm, source: 'person', since: at, says }];
  return {
    id,
    service,
    ...(channel === undefined ? {} : { channel }),
    state: 'down',
    severity,
    says,
    ...(by === undefined ? {} : { openedBy: by }),
    openedAt: at,
    since: at,
    downSince: at,
    heardAt: at,
    seen: 0,
    alarms: said,
    downs: [{ from: at }],
    pictureAt: at,
    flaps: 0,
    reopened: 0,
    runs: [],
    proposed: [],
    plans: [],
    holds: [],
    reminders: [],
    escalated: 0,
  };
}

function fold(outage: Outage, event: Exclude<OutageEvent, { type: 'opened' }>): Outage {
  switch (event.type) {
    case 'placed':
      return { ...outage, channel: outage.channel ?? event.channel };
    case 'seen':
      return seen(outage, event);
    case 'diagnosis_asked':
      return { ...outage, runs: withRun(outage.runs, { id: event.runId, askedAt: event.at }) };
    case 'diagnosed': {
      const { runId, verdict, at, root } = event;
      const known = outage.runs.find((run) => run.id === runId) ?? { id: runId, askedAt: at };
      const ended = verdict.provisional ? {} : { endedAt: at };
      const runs = withRun(outage.runs, { ...known, verdict, ...ended });
      return { ...outage, runs, ...(root === undefined ? {} : { root }) };
    }
    case 'diagnosis_failed': {
      const known = outage.runs.find((run) => run.id === event.runId);
      return known === undefined
        ? outage
        : { ...outage, runs: withRun(outage.runs, { ...known, endedAt: event.at }) };
    }
    case 'proposed': {
      const { runId, action, planId } = event;
      return { ...outage, proposed: [...outage.proposed, { runId, action, planId }] };
    }
    case 'plan_moved':
      return planMoved(outage, { ...event.plan, at: event.at });
    case 'acknowledged':
      return outage.resolved === undefined && outage.acknowledged === undefined
        ? { ...outage, acknowledged: { by: event.by, at: event.at } }
        : outage;
    case 'assigned':
      return {
        ...outage,
        assignee: event.to,
        acknowledged: outage.acknowledged ?? { by: event.by, at: event.at },
      };
    case 'severity_set':
      return { ...outage, severity: event.severity };
    case 'silenced': {
      const { silencedUntil: _ended, ...rest } = outage;
      return event.until > event.at ? { ...rest, silencedUntil: event.until } : rest;
    }
    case 'reminded':
      return { ...outage, reminders: [...outage.reminders, event.at] };
    case 'escalated':
      return { ...outage, escalated: Math.max(outage.escalated, event.level + 1), calledAt: event.at };
    case 'linked':
      return {
        ...outage,
        under: event.under,
        ...(event.service === undefined ? {} : { underService: event.service }),
      };
    case 'unlinked': {
      const { under: _under, underService: _service, calledAt: _called, ...alone } = outage;
      // From now on people are to be called for it, and what was wrong with both is not what is wrong now.
      return { ...alone, heardAt: event.at, pictureAt: event.at, reminders: [], escalated: 0 };
    }
    case 'gathered':
      return outage.holds.some(({ outageId }) => outageId === event.outageId)
        ? outage
        : {
            ...outage,
            holds: [...outage.holds, { outageId: event.outageId, service: event.service }],
          };
    case 'lapsed':
      return closeOrphanedOutage(outage, event);
    case 'noted':
      return outage;
    case 'resolved':
      return resolve(outage, event);
  }
}

function seen(outage: Outage, { at, signal }: Extract<OutageEvent, { type: 'seen' }>): Outage {
  const after =
    signal.state === 'down'
      ? wentDown(outage, signal)
      : cameUp(outage, at, ({ fingerprint }) => fingerprint === signal.fingerprint);
  return after === outage ? outage : { ...after, seen: outage.seen + 1 };
}

/** Nobody saw it come up: with the last of them it is neither up nor down, but nobody's. */
function closeOrphanedOutage(
  outage: Outage,
  { at, fingerprints }: Extract<OutageEvent, { type: 'lapsed' }>,
): Outage {
  const alarms = outage.alarms.filter(({ fingerprint }) => !fingerprints.includes(fingerprint));
  const isLast = alarms.length === 0 && !hasBeenUp(outage);
  return { ...outage, alarms, ...(isLast ? { lapsedAt: at } : {}) };
}

function wentDown({ lapsedAt: _lapsed, ...outage }: Outage, signal: Signal): Outage {
  const { fingerprint, source, at, says, link, severity } = signal;
  const isKnown = outage.alarms.some((alarm) => alarm.fingerprint === fingerprint);
  const since = Math.min(signal.since ?? at, at);
  const alarm: Alarm = { fingerprint, source, since, says, ...(link === undefined ? {} : { link }) };
  const alarms = isKnown
    ? outage.alarms.map((one) => (one.fingerprint === fingerprint ? { ...alarm, since: one.since } : one))
    : [...outage.alarms, alarm];
  const worse = severity !== undefined && worth[severity] > worth[outage.severity] ? { severity } : {};
  if (outage.alarms.length > 0 || !hasBeenUp(outage)) {
    // The alarm that opened it knows best since when; one that joins may only say that it began earlier.
    const began = Math.min(outage.since, since);
    const downs = outage.downs.length === 1 ? [{ from: began }] : outage.downs;
    return {
      ...outage,
      ...worse,
      alarms,
      downs,
      since: outage.downs.length === 1 ? began : outage.since,
      downSince: outage.downs.length === 1 ? began : outage.downSince,
      says: outage.alarms.length === 0 ? says : outage.says,
      pictureAt: isKnown ? outage.pictureAt : at,
    };
  }
  const { recoveredAt: _recovered, resolved, ...rest } = outage;
  // Somebody else may have it now: what was acknowledged was the outage before.
  const { acknowledged: _acknowledged, calledAt: _called, ...fresh } = rest;
  return {
    ...(resolved === undefined ? rest : fresh),
    ...worse,
    alarms,
    says,
    downs: [...outage.downs, { from: since }],
    downSince: since,
    heardAt: at,
    pictureAt: at,
    flaps: outage.flaps + (resolved === undefined ? 1 : 0),
    reopened: outage.reopened + (resolved === undefined ? 0 : 1),
    ...(resolved === undefined ? {} : { reminders: [], escalated: 0 }),
  };
}

function cameUp(outage: Outage, at: number, isOver: (alarm: Alarm) => boolean): Outage {
  const left = outage.alarms.filter((alarm) => !isOver(alarm));
  if (left.length === outage.alarms.length) return outage;
  // What only a person said is over when what looks by itself says so.
  const alarms = left.every(({ source }) => source === 'person') ? [] : left;
  if (alarms.length > 0 || outage.resolved !== undefined) return { ...outage, alarms };
  return { ...outage, alarms, downs: endedDowns(outage.downs, at), recoveredAt: at };
}

/** What was proven from outside ends what only a person said. */
function planMoved(outage: Outage, plan: Outage['plans'][number]): Outage {
  const isKnown = outage.plans.some(({ id }) => id === plan.id);
  const plans = isKnown
    ? outage.plans.map((one) => (one.id === plan.id ? plan : one))
    : [...outage.plans, plan];
  const moved = { ...outage, plans };
  return plan.outcome === 'fixed' ? cameUp(moved, plan.at, ({ source }) => source === 'person') : moved;
}

function resolve(outage: Outage, { at, by, reason }: Extract<OutageEvent, { type: 'resolved' }>): Outage {
  if (outage.resolved !== undefined) return outage;
  return {
    ...outage,
    // Who resolves it overrules what still says that it is down; only a new change reopens it.
    alarms: [],
    downs: endedDowns(outage.downs, outage.recoveredAt ?? at).map((down, i) =>
      outage.downs[i]?.to === undefined ? { ...down, isSaid: true } : down,
    ),
    recoveredAt: outage.recoveredAt ?? at,
    resolved: {
      at,
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

function endedDowns(downs: Outage['downs'], at: number): Outage['downs'] {
  return downs.map((down) => (down.to === undefined ? { ...down, to: Math.max(at, down.from) } : down));
}

function hasBeenUp({ downs }: Outage): boolean {
  return downs.every(({ to }) => to !== undefined);
}

function stateOf(outage: Outage): OutageState {
  if (outage.resolved !== undefined) return 'resolved';
  if (hasBeenUp(outage)) return 'recovered';
  const plans = outage.plans.map(({ state }) => state);
  if (plans.includes('verifying')) return 'verifying';
  if (plans.includes('running') || plans.includes('approved')) return 'fixing';
  // It was proven from outside, and what says that it is down has not looked since.
  const last = outage.plans.findLast(({ state }) => state === 'ended');
  if (last?.outcome === 'fixed' && last.at >= outage.downSince && last.at >= outage.pictureAt)
    return 'verifying';
  if (plans.includes('waiting') || plans.includes('unknown')) return 'awaiting_approval';
  return outage.runs.some(({ endedAt }) => endedAt === undefined) ? 'diagnosing' : 'down';
}

function withRun(runs: readonly OutageRun[], run: OutageRun): readonly OutageRun[] {
  return runs.some(({ id }) => id === run.id)
    ? runs.map((one) => (one.id === run.id ? run : one))
    : [...runs, run];
}

const worth: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };
