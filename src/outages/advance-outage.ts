import type { Run, Trigger, AskDiagnosis, AskedDiagnosis } from '#diagnosis/events.ts';
import type { PlanRun, AskedPlan, AskPlan } from '#actions/events.ts';
import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Log } from '#base/log.ts';
import type { Phrase } from '#base/phrase.ts';
import { asksPeople, isInFront, type Step, stepsDue, stormWithinMs, taken } from './next-step.ts';
import type { Outage, OutageEvent } from './events.ts';
import { rulesOf } from './rules.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { appendOutageEvent } from './append-outage-event.ts';
import { closeOrphanedOutage, type CloseOrphanedOutageDeps } from './close-orphaned-outage.ts';
import { knows } from './follow-events.ts';
import type { NamedEvent, OutageStore, StoredOutage } from './outage-store.ts';
import { isInMaintenance } from './record-signals.ts';

export type AdvanceOutageDeps = Pick<CloseOrphanedOutageDeps, 'hasMonitor'> & {
  readonly outages: OutageStore;
  readonly runs: {
    readonly find: (id: string) => Promise<{ readonly run: Run; readonly seq: number } | undefined>;
  };
  readonly plans: {
    readonly find: (id: string) => Promise<{ readonly run: PlanRun; readonly seq: number } | undefined>;
  };
  readonly catalog: () => Catalog;
  readonly askDiagnosis: (command: AskDiagnosis) => Promise<AskedDiagnosis>;
  readonly askPlan: (command: AskPlan) => Promise<AskedPlan>;
  /** Takes back a plan of Resus that nobody approved. */
  readonly withdraw: (planId: string, clickId: string) => Promise<void>;
  /** The pictures and the report of an outage that is over, into its thread. Idempotent. */
  readonly wrapUp: (stored: StoredOutage) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

/** More rounds than an outage has steps: each one changes it, so this ends. */
const roundsAtMost = 8;

/** Does what is due for an outage. Safe to call at any time, from any process, twice at once. */
export function createAdvanceOutage(deps: AdvanceOutageDeps) {
  return async (outageId: string): Promise<void> => {
    for (let round = 0; round < roundsAtMost; round += 1) {
      const stored = await deps.outages.find(outageId);
      if (stored === undefined) {
        // Kept no longer: it must not stand among those that are open.
        await deps.outages.close(outageId, 0);
        return;
      }
      const { outage, seq } = stored;
      if (outage.state === 'resolved') {
        if (!(await deps.outages.isOpen(outageId))) return;
        for (const step of taken(outage)) await take(deps, outage, step);
        // Its report has their ends; it is tended again when they are in its history.
        if (await isBehindPlans(deps, outage)) return;
        await deps.wrapUp(stored);
        if (outage.root !== undefined) await deps.outages.leaveRoot(outage.root, outageId);
        if (await deps.outages.close(outageId, seq)) return;
        continue;
      }
      // Each of these changes what is due.
      if (await askForLost(deps, outage)) continue;
      if (await closeOrphanedOutage(deps, outage)) continue;
      if (await unlink(deps, outage)) continue;
      if (await link(deps, outage)) continue;
      const { catalog, clock } = deps;
      const rules = rulesOf(catalog(), outage.service);
      const due = stepsDue(outage, clock.now(), rules, await isInMaintenance(deps, outage.service));
      const mayAsk = !due.some(asksPeople) || isInFront(await openAround(deps, outage), outageId);
      const steps = mayAsk ? due : due.filter((step) => !asksPeople(step));
      if (steps.length === 0) return;
      for (const step of steps) await take(deps, outage, step);
    }
  };
}

/** Those that opened with it: one that has been open for days is no part of a storm, and must not stand in its front. */
function openAround({ outages }: AdvanceOutageDeps, { heardAt }: Outage): Promise<readonly string[]> {
  return outages.open(heardAt - stormWithinMs);
}

/** Diagnoses that were noted, and whose process died before it asked for them. True when that changed something. */
async function askForLost(deps: AdvanceOutageDeps, outage: Outage): Promise<boolean> {
  let isChanged = false;
  for (const { id, endedAt } of outage.runs) {
    if (endedAt !== undefined || (await deps.runs.find(id)) !== undefined) continue;
    isChanged ||= await askAgain(deps, outage, id);
  }
  return isChanged;
}

/** Whether one of its plans is further than its history. */
async function isBehindPlans({ plans }: AdvanceOutageDeps, outage: Outage): Promise<boolean> {
  const known = outage.plans.filter(({ state }) => state !== 'ended').map(({ id }) => id);
  const unheard = outage.proposed
    .map(({ planId }) => planId)
    .filter((id) => !outage.plans.some((plan) => plan.id === id));
  const stored = await Promise.all([...known, ...unheard].map((id) => plans.find(id)));
  return stored.some((one) => one !== undefined && !knows(outage, one.run));
}

/** Once what it is part of is over, nobody would be called for it, nor anything proposed. True when that changed something. */
async function unlink({ outages, clock }: AdvanceOutageDeps, outage: Outage): Promise<boolean> {
  const { id, under: from, state } = outage;
  if (from === undefined || state === 'recovered') return false;
  const owner = await outages.find(from);
  if (owner !== undefined && owner.outage.resolved === undefined) return false;
  const event: OutageEvent = { type: 'unlinked', at: clock.now(), from };
  const eventId = `unlinked/${from}/${owner?.outage.reopened ?? 0}`;
  const change = await appendOutageEvent(outages, id, () => ({ eventId, event }));
  return change?.isNew === true;
}

/** Two outages of one root are one event: the later one goes under the earlier. True when that changed something. */
async function link(deps: AdvanceOutageDeps, outage: Outage): Promise<boolean> {
  const { outages, clock } = deps;
  const { root, id, service } = outage;
  if (root === undefined || outage.under !== undefined || outage.holds.length > 0) return false;
  const ownerId = await outages.rootOwner(root, id);
  if (ownerId === id) return false;
  const owner = await outages.find(ownerId);
  if (owner === undefined || owner.outage.resolved !== undefined || owner.outage.root !== root) {
    await outages.takeRoot(root, id);
    return false;
  }
  const at = clock.now();
  const linked: OutageEvent = { type: 'linked', at, under: ownerId, service: owner.outage.service, root };
  const change = await appendOutageEvent(outages, id, () => ({
    eventId: `linked/${ownerId}/${outage.heardAt}`,
    event: linked,
  }));
  const gathered: OutageEvent = { type: 'gathered', at, outageId: id, service };
  await appendOutageEvent(outages, ownerId, () => ({ eventId: `gathered/${id}`, event: gathered }));
  return change?.isNew === true;
}

async function take(deps: AdvanceOutageDeps, outage: Outage, step: Step): Promise<void> {
  const at = deps.clock.now();
  const { id } = outage;
  const note = (eventId: string, event: OutageEvent) =>
    appendOutageEvent(deps.outages, id, () => ({ eventId, event }));
  switch (step.do) {
    case 'resolve':
      await appendOutageEvent(deps.outages, id, (stored) => resolvedOf(stored.outage, at));
      return;
    case 'withdraw':
      return deps.withdraw(step.planId, `${id}/recovered/${outage.downs.length}`);
    case 'diagnose': {
      const runId = runIdOf(turnOf(outage, outage.runs.length));
      const event: OutageEvent = { type: 'diagnosis_asked', at, runId, why: reasons[step.why] };
      const asked = await note(`diagnose/${outage.runs.length}`, event);
      if (asked?.isNew === true) await askAgain(deps, outage, runId);
      return;
    }
    case 'propose':
      return propose(deps, outage, step, at);
    case 'remind':
      await note(`reminded/${outage.downs.length}/${step.count}/${outage.reopened}`, {
        type: 'reminded',
        at,
        to: calledFor(outage),
      });
      return;
    case 'escalate': {
      const { level, to } = step;
      // Who follows the log calls them.
      await note(`escalated/${outage.reopened}/${level}`, { type: 'escalated', at, level, to });
    }
  }
}

/** It may have failed again since it was decided. */
function resolvedOf({ state, lapsedAt, downs }: Outage, at: number): NamedEvent | undefined {
  if (state === 'resolved' || (state !== 'recovered' && lapsedAt === undefined)) return undefined;
  const by = lapsedAt === undefined ? {} : { by: 'resus' };
  const eventId = lapsedAt === undefined ? `resolved/${downs.length}` : `lapsed/${lapsedAt}/resolved`;
  return { eventId, event: { type: 'resolved', at, ...by } };
}

/** Whoever has it is reminded; nobody does, everyone in the thread is. */
function calledFor({ assignee, acknowledged }: Outage): string[] {
  const who = assignee ?? acknowledged?.by;
  return who === undefined ? [] : [who];
}

async function propose(
  deps: AdvanceOutageDeps,
  outage: Outage,
  { runId, action }: Extract<Step, { do: 'propose' }>,
  at: number,
): Promise<void> {
  const trigger = triggerOf(outage);
  const triggerId = `${outage.id}/${runId}/${action}`;
  const planId = idOf('plan', trigger.by, triggerId);
  // First the ask, which is idempotent by its id: what was noted was also asked for.
  const asked = await deps.askPlan({
    service: outage.service,
    action,
    params: {},
    requester: { id: 'resus', via: 'monitor' },
    trigger,
    triggerId,
    runId,
    outageId: outage.id,
  });
  if (asked.outcome !== 'asked')
    deps.log.info({ outageId: outage.id, action, outcome: asked.outcome }, 'a remedy was not proposed');
  const event: OutageEvent = { type: 'proposed', at, runId, action, planId };
  await appendOutageEvent(deps.outages, outage.id, () => ({ eventId: `proposed/${runId}`, event }));
}

/** Each diagnosis of an outage has a number, and so one id: asked for again it is the same run. True when it cannot be. */
async function askAgain(deps: AdvanceOutageDeps, outage: Outage, runId: string): Promise<boolean> {
  const turns = Array.from({ length: outage.runs.length + 1 }, (_, turn) => turnOf(outage, turn));
  const triggerId = turns.find((one) => runIdOf(one) === runId);
  // A person's own, which has its own way of being stored.
  if (triggerId === undefined) return false;
  const asked = await deps.askDiagnosis({
    service: outage.service,
    trigger: triggerOf(outage),
    triggerId,
  });
  if (asked.outcome === 'asked') return false;
  const says = asked.outcome === 'refused' ? asked.message : notInCatalog;
  deps.log.warn({ outageId: outage.id, outcome: asked.outcome }, 'an outage was not diagnosed');
  const event: OutageEvent = { type: 'diagnosis_failed', at: deps.clock.now(), runId, says };
  const failed = await appendOutageEvent(deps.outages, outage.id, () => ({
    eventId: `run/${runId}/failed`,
    event,
  }));
  return failed?.isNew === true;
}

const turnOf = ({ id }: Outage, turn: number): string => `${id}/${turn}`;
const runIdOf = (triggerId: string): string => idOf('run', 'monitor', triggerId);

function triggerOf({ id, channel }: Outage): Trigger {
  return { by: 'monitor', actor: 'resus', outage: id, ...(channel === undefined ? {} : { channel }) };
}

const reasons: Readonly<Record<Extract<Step, { do: 'diagnose' }>['why'], Phrase>> = {
  opened: { en: 'it went down', fr: 'il est tombé' },
  again: { en: 'the last look did not lead to a cure', fr: 'le dernier examen n’a pas mené à une guérison' },
  picture: { en: 'something else failed as well', fr: 'autre chose a échoué aussi' },
  not_fixed: { en: 'what was done did not cure it', fr: 'ce qui fut fait ne l’a pas guéri' },
};

const notInCatalog: Phrase = {
  en: 'The service is no longer in the catalog.',
  fr: 'Le service n’est plus au catalogue.',
};
