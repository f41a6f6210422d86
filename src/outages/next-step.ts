import type { Outage } from './events.ts';

/** How outages of one service are dealt with. */
export type OutageRules = {
  /** So long must it stay up before it counts as over. */
  readonly resolveAfterMs: number;
  readonly remindEveryMs: number;
  readonly escalate: readonly { readonly afterMs: number; readonly to: string }[];
  /** Ask for the best remedy without waiting for a person to ask; it still waits for its approval. */
  readonly proposes: boolean;
};

export type Step =
  | { readonly do: 'resolve' }
  /** Nothing is done to what works: plans of Resus that still wait are taken back. */
  | { readonly do: 'withdraw'; readonly planId: string }
  | { readonly do: 'diagnose'; readonly why: 'opened' | 'again' | 'picture' | 'not_fixed' }
  | { readonly do: 'propose'; readonly runId: string; readonly action: string }
  | { readonly do: 'remind'; readonly count: number }
  | { readonly do: 'escalate'; readonly level: number; readonly to: string };

/** Looking is cheap, but a picture that changes every second is looked at once it has settled a little. */
const lookAgainMs = 60_000;
/** A diagnosis that has not ended by then never will. */
const runLivesMs = 20 * 60_000;
/** Unsure of the cause, or blind: the world may have changed by now. Each time nothing came of it, twice as long. */
const unsureAgainMs = 10 * 60_000;
/** Each stands in the thread: what flaps all day is not looked at each minute of it. */
const diagnosesAtMost = [
  { per: 3_600_000, count: 6 },
  { per: 86_400_000, count: 24 },
] as const;
const remindersAtMost = 6;
/** Nobody decided, or the world changed before it ran: worth another try, not worth one all night. */
const proposalsAtMost = 3;
/** It may yet be proven to be what cured: the report would have to say that nothing was. These states end by themselves. */
const provable: ReadonlySet<string> = new Set(['approved', 'running', 'verifying']);
const lapsed: ReadonlySet<string> = new Set(['expired', 'void', 'refused']);

/** So many outages at once are one event to the people who have to deal with it. */
export const stormAt = 10;
/** Longer apart, they are not one event. */
export const stormWithinMs = 60 * 60_000;

/** In a storm only those that opened first call people and ask for approvals: a hundred questions get no answer. */
export function isInFront(openOldestFirst: readonly string[], id: string): boolean {
  const place = openOldestFirst.indexOf(id);
  return place === -1 || place < stormAt;
}

/** The steps that would reach a person, beside the thread. */
export function asksPeople(step: Step): boolean {
  return step.do === 'propose' || step.do === 'escalate' || step.do === 'remind';
}

/** Everything that is due now; doing it twice must change nothing. `isQuiet`: silenced, or in a maintenance window. */
export function stepsDue(
  outage: Outage,
  now: number,
  rules: OutageRules,
  isInMaintenance: boolean,
): readonly Step[] {
  if (outage.state === 'resolved') return [];
  if (outage.lapsedAt !== undefined) return [...taken(outage), { do: 'resolve' }];
  if (outage.state === 'recovered') {
    const isOver =
      outage.recoveredAt !== undefined &&
      now >= outage.recoveredAt + rules.resolveAfterMs &&
      !outage.plans.some(({ state }) => provable.has(state));
    return [...taken(outage), ...(isOver ? [{ do: 'resolve' } as const] : [])];
  }
  return [
    ...diagnoseStep(outage, now),
    ...proposeStep(outage, rules),
    ...(isInMaintenance ? [] : [...escalateSteps(outage, now, rules), ...remindStep(outage, now, rules)]),
  ];
}

/** What waits for an approval that would come to nothing, or do something to what works. */
export function taken({ plans }: Outage): Step[] {
  return plans
    .filter(({ isOwn, state }) => isOwn && state === 'waiting')
    .map(({ id }): Step => ({ do: 'withdraw', planId: id }));
}

function diagnoseStep(outage: Outage, now: number): Step[] {
  const last = outage.runs.at(-1);
  if (last === undefined) return [{ do: 'diagnose', why: 'opened' }];
  const isLooking = last.endedAt === undefined && now < last.askedAt + runLivesMs;
  if (isLooking || isActing(outage) || now < last.askedAt + lookAgainMs) return [];
  const hadEnough = diagnosesAtMost.some(
    ({ per, count }) => outage.runs.filter(({ askedAt }) => askedAt > now - per).length >= count,
  );
  if (hadEnough) return [];
  if (outage.pictureAt > last.askedAt) return [{ do: 'diagnose', why: 'picture' }];
  const failed = outage.plans.findLast(({ outcome }) => outcome === 'not_fixed' || outcome === 'rolled_back');
  if (failed !== undefined && failed.at > last.askedAt) return [{ do: 'diagnose', why: 'not_fixed' }];
  const unproven = outage.plans.findLast(({ outcome }) => outcome === 'not_all_seen');
  if (unproven !== undefined && unproven.at > last.askedAt) return [{ do: 'diagnose', why: 'again' }];
  const missed = outage.plans.findLast(({ isOwn, outcome }) => isOwn && lapsed.has(outcome ?? ''));
  if (missed !== undefined && missed.at > last.askedAt && outage.proposed.length < proposalsAtMost)
    return [{ do: 'diagnose', why: 'again' }];
  const isPartial = last.verdict?.isPartial === true;
  const isKnown = last.verdict?.outcome === 'faulty' && !isPartial;
  const inVain = outage.runs.filter(({ askedAt }) => askedAt >= outage.pictureAt).length;
  const waitMs = (isPartial ? lookAgainMs : unsureAgainMs) * 2 ** Math.max(0, inVain - 1);
  return !isKnown && now >= last.askedAt + waitMs ? [{ do: 'diagnose', why: 'again' }] : [];
}

/** The root's own outage proposes what cures its parts; one proposal a verdict. */
function proposeStep(outage: Outage, { proposes }: OutageRules): Step[] {
  const last = outage.runs.at(-1);
  const [action] = last?.verdict?.remedies ?? [];
  if (!proposes || outage.under !== undefined || last === undefined || action === undefined) return [];
  if (last.verdict?.outcome !== 'faulty' || last.verdict.provisional || isActing(outage)) return [];
  if (outage.proposed.some(({ runId }) => runId === last.id)) return [];
  // What was wrong before it came back, or with all that it was part of, need not be what is wrong now.
  if (last.askedAt < outage.heardAt) return [];
  // Somebody was faster, or said no to it: asking again is theirs.
  const isSettled = outage.plans.some(
    (plan) => plan.action === action && plan.at >= outage.downSince && isRefusal(plan.outcome),
  );
  return isSettled ? [] : [{ do: 'propose', runId: last.id, action }];
}

function isRefusal(outcome: string | undefined): boolean {
  return outcome === 'denied' || outcome === 'withdrawn' || outcome === 'not_fixed' || outcome === 'failed';
}

function isActing({ plans }: Outage): boolean {
  return plans.some(({ state }) => state !== 'ended');
}

function escalateSteps(outage: Outage, now: number, { escalate }: OutageRules): Step[] {
  if (outage.acknowledged !== undefined || callsNobody(outage)) return [];
  const level = outage.escalated;
  const [before, next] = [escalate[level - 1], escalate[level]];
  if (next === undefined || now < outage.heardAt + next.afterMs) return [];
  // Whoever is called has as long as the ladder gives them, also when the call itself came late.
  const patienceMs = next.afterMs - (before?.afterMs ?? 0);
  if (outage.calledAt !== undefined && now < outage.calledAt + patienceMs) return [];
  return [{ do: 'escalate', level, to: next.to }];
}

/** The outage it is part of calls; what is only worth knowing wakes nobody. */
function callsNobody({ under, severity }: Outage): boolean {
  return under !== undefined || severity === 'info';
}

/** Less and less often: what nobody reacts to six times is not heard the seventh time either. */
function remindStep(outage: Outage, now: number, { remindEveryMs }: OutageRules): Step[] {
  const { reminders, acknowledged, heardAt } = outage;
  if (callsNobody(outage) || reminders.length >= remindersAtMost) return [];
  const since = reminders.at(-1) ?? acknowledged?.at ?? heardAt;
  const patience = acknowledged === undefined ? 2 ** reminders.length : 4;
  return now >= since + remindEveryMs * patience ? [{ do: 'remind', count: reminders.length }] : [];
}
