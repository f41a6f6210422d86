import { budgetOf } from './policy.ts';
import type { Phrase } from '#base/phrase.ts';
import { diffPlans } from './diff-plans.ts';
import { digestOf } from './plan-digest.ts';
import type { PlanEnd, PlanEvent, PlanRun } from './events.ts';
import { type PlanStage, type PlanStep, targetsOf } from './plan.ts';
import type { Service } from '#catalog/catalog.ts';
import type { JobOutcome } from '#base/job-outcome.ts';
import type { SeenService } from './look-at-service.ts';
import { type MakePlanDeps, planNow } from './make-plan.ts';
import {
  approvedTooLongAgo,
  cancelledBetween,
  cancelledNow,
  changedSince,
  curedNow,
  frozenMeanwhile,
  noLongerApproved,
  notHeld,
  notProven,
  ranAll,
  recovered,
  rolledBack,
  serviceGone,
  stepFailed,
  stillThere,
  stillWrong,
} from './plan-messages.ts';
import type { Hold, PlanStore } from './plan-store.ts';
import type { PlanThread } from './plan-thread.ts';
import { runStep, type RunStepDeps } from './run-step.ts';
import { type VerifyDeps, verifyPlan } from './verify-plan.ts';

export type RunPlanDeps = RunStepDeps &
  VerifyDeps &
  Pick<MakePlanDeps, 'helper' | 'resolveLogin'> & {
    readonly plans: PlanStore;
    readonly showTail: PlanThread['showTail'];
    readonly worker: string;
  };

const tailEveryMs = 1_000;
const cancelLookMs = 400;
const tailChars = 4_000;

/**
 * Runs an approved plan, or goes on with one that another worker began. Everything that matters is read from its journal,
 * so this may be killed anywhere and begun again: what was done is not done again, and what nobody knows is asked for.
 */
export function createRunPlan(deps: RunPlanDeps) {
  return async (planId: string, stopping: AbortSignal): Promise<JobOutcome> => {
    const stored = await deps.plans.find(planId);
    if (stored === undefined) return { end: 'done' };
    // Of what is unknown only a person's word goes on.
    if (stored.run.state === 'waiting' || stored.run.state === 'unknown' || stored.run.state === 'ended') {
      if (stored.run.state === 'ended') await deps.plans.release(planId);
      return { end: 'done' };
    }
    const fence = await deps.plans.start(planId);
    const turn = createTurn(deps, planId, fence, stored.run, stored.seq);
    const watch = watchCancel(deps, planId);
    try {
      return await runFrom(deps, turn, { cancelled: watch.signal, stopping });
    } finally {
      watch.stop();
    }
  };
}

/** The run as this processing knows it; telling it something is durable. */
function createTurn(deps: RunPlanDeps, planId: string, fence: number, run: PlanRun, seq: number) {
  const state = { run, seq, isSuperseded: false };
  return {
    planId,
    fence,
    current: () => state.run,
    isSuperseded: () => state.isSuperseded,
    tell: async (eventId: string, event: PlanEvent): Promise<void> => {
      const appended = await deps.plans.append({ planId, eventId, event, fence });
      if (appended.outcome === 'superseded') state.isSuperseded = true;
      const fresh = await deps.plans.find(planId);
      if (fresh === undefined) return;
      state.run = fresh.run;
      state.seq = fresh.seq;
    },
    tail: (step: string) => {
      let text = '';
      let count = 0;
      let shownAt = 0;
      return (more: string): void => {
        text = (text + more).slice(-tailChars);
        const now = deps.clock.now();
        if (now - shownAt < tailEveryMs) return;
        shownAt = now;
        count += 1;
        const live = { tail: { step, text: deps.redact(text) }, count };
        deps
          .showTail(state.run, state.seq, live)
          .catch((error: unknown) =>
            deps.log.warn({ err: error, planId }, 'the output of a step could not be shown'),
          );
      };
    },
  };
}
type Turn = ReturnType<typeof createTurn>;

type Signals = { readonly cancelled: AbortSignal; readonly stopping: AbortSignal };

async function runFrom(deps: RunPlanDeps, turn: Turn, signals: Signals): Promise<JobOutcome> {
  const run = turn.current();
  const service = deps.catalog().services[run.plan.service];
  const end = async (outcome: PlanEnd, says: Phrase, changed?: readonly string[]): Promise<JobOutcome> => {
    await turn.tell(`ended/${outcome}`, {
      type: 'ended',
      at: deps.clock.now(),
      end: outcome,
      says,
      ...(changed === undefined ? {} : { changed }),
    });
    if (turn.isSuperseded()) return { end: 'done' };
    await deps.plans.release(turn.planId);
    return { end: 'done' };
  };
  if (service === undefined) return end('void', serviceGone);
  let before: SeenService | undefined;
  if (run.ran.length === 0) {
    const lastYes = run.approvals.at(-1)?.at ?? run.plannedAt;
    if (deps.clock.now() > lastYes + (run.expiresAt - run.plannedAt))
      return end('expired', approvedTooLongAgo);
    before = await deps.lookAtService(service, `${turn.planId}-recheck-${turn.fence}`, signals.stopping);
    const refusal = await recheck(deps, run, service, before);
    if (refusal !== undefined) return end(refusal.end, refusal.says, refusal.changed);
    const held = await hold(deps, turn, service);
    if (held.outcome === 'superseded') return { end: 'done' };
    if (held.outcome !== 'held') return end('refused', notHeld(held, deps.clock.now()));
  }
  await turn.tell(`started/${turn.fence}`, {
    type: 'started',
    at: deps.clock.now(),
    fence: turn.fence,
    worker: deps.worker,
  });
  for (const [index, stage] of run.plan.stages.entries()) {
    const isLast = index === run.plan.stages.length - 1;
    const stepped = await runSteps(deps, turn, stage.steps, signals);
    if (stepped.end === 'job') return stepped.job;
    if (stepped.end !== 'all') return end(stepped.end, stepped.says);
    if (!run.plan.verify.cures) continue;
    const proof = await prove(deps, turn, { service, stage, isLast, before, stopping: signals.stopping });
    if (signals.stopping.aborted) return { end: 'later', inMs: 0 };
    if (proof.end === 'proven') continue;
    if (proof.end === 'not_all_seen') return end('not_all_seen', notProven(proof.unseen));
    if (stage.rollback.length === 0) return end('not_fixed', stillWrong(proof.headline));
    const back = await runSteps(deps, turn, stage.rollback, signals);
    if (back.end === 'job') return back.job;
    return end(
      back.end === 'all' ? 'rolled_back' : 'not_fixed',
      back.end === 'all' ? rolledBack(proof.headline) : back.says,
    );
  }
  return run.plan.verify.cures ? end('fixed', curedNow(service)) : end('done', ranAll);
}

type Recheck = { readonly end: PlanEnd; readonly says: Phrase; readonly changed?: readonly string[] };

/** Same digest, evidence still true: made again of a fresh look, the plan must be the one that was approved. */
async function recheck(
  deps: RunPlanDeps,
  { plan, digest, asked }: PlanRun,
  service: Service,
  seen: SeenService,
): Promise<Recheck | undefined> {
  const { cures, verdictId, runId } = plan.evidence;
  if (cures !== undefined && seen.verdict.outcome === 'healthy')
    return { end: 'not_needed', says: { ...recovered, with: { service: service.title ?? service.name } } };
  const ask = { action: plan.action, ...asked, ...(runId === undefined ? {} : { runId }) };
  const now = await planNow(deps, {
    ask,
    service,
    seen,
    ...(verdictId === undefined ? {} : { cured: verdictId }),
  });
  if ('refused' in now) return { end: 'void', says: now.refused };
  if (digestOf(now.plan) === digest) return undefined;
  return { end: 'void', says: changedSince, changed: diffPlans(plan, now.plan) };
}

function hold(deps: RunPlanDeps, { planId, fence, current }: Turn, service: Service): Promise<Hold> {
  const { plan, requester, approvals } = current();
  return deps.plans.hold({
    planId,
    fence,
    targets: targetsOf(plan),
    service: plan.service,
    holder: { by: approvals.at(-1)?.by.id ?? requester.id, action: plan.action, since: deps.clock.now() },
    // What cures nothing changes nothing that a budget should spare.
    ...(plan.verify.cures ? { budget: budgetOf(deps.catalog(), service) } : {}),
  });
}

type Stepped =
  | { readonly end: 'all' }
  | { readonly end: 'job'; readonly job: JobOutcome }
  | { readonly end: Extract<PlanEnd, 'failed' | 'cancelled'>; readonly says: Phrase };

async function runSteps(
  deps: RunPlanDeps,
  turn: Turn,
  steps: readonly PlanStep[],
  signals: Signals,
): Promise<Stepped> {
  for (const step of steps) {
    // A step boundary: the next worker goes on at once instead of waiting until this one counts as lost.
    if (signals.stopping.aborted) return { end: 'job', job: { end: 'later', inMs: 0 } };
    const done = await runStep(deps, {
      planId: turn.planId,
      fence: turn.fence,
      step,
      nonce: crypto.randomUUID(),
      cancelled: signals.cancelled,
      began: () => turn.tell(`began/${step.id}`, { type: 'step_began', at: deps.clock.now(), step: step.id }),
      onOutput: turn.tail(step.id),
    });
    if (done.end === 'superseded') return { end: 'job', job: { end: 'done' } };
    if (turn.isSuperseded()) return { end: 'job', job: { end: 'done' } };
    if (done.end === 'unknown') {
      await turn.tell(`unknown/${step.id}/${turn.fence}`, {
        type: 'step_unknown',
        at: deps.clock.now(),
        step: step.id,
        says: done.says,
      });
      return { end: 'job', job: { end: 'done' } };
    }
    if (done.end === 'cancelled') return { end: 'cancelled', says: cancelledBetween };
    if (done.end === 'frozen') return { end: 'cancelled', says: frozenMeanwhile };
    if (done.end === 'not_approved') return { end: 'failed', says: noLongerApproved };
    const { result } = done;
    await turn.tell(`ended/${step.id}`, { type: 'step_ended', at: deps.clock.now(), step: step.id, result });
    if (result.outcome === 'succeeded' || step.mayFail) continue;
    if (result.outcome === 'cancelled')
      return {
        end: 'cancelled',
        says: result.stillRunning === undefined ? cancelledNow : stillThere(result.stillRunning),
      };
    return { end: 'failed', says: stepFailed(step, result.outcome, result.code) };
  }
  return { end: 'all' };
}

type Proving = {
  readonly service: Service;
  readonly stage: PlanStage;
  readonly isLast: boolean;
  readonly before: SeenService | undefined;
  readonly stopping: AbortSignal;
};

async function prove(deps: RunPlanDeps, turn: Turn, { service, stage, isLast, before, stopping }: Proving) {
  const { plan } = turn.current();
  const host = isLast || stage.host === undefined ? {} : { host: stage.host };
  const key = stage.host ?? 'platform';
  await turn.tell(`verifying/${key}/${turn.fence}`, { type: 'verifying', at: deps.clock.now(), ...host });
  const proof = await verifyPlan(deps, {
    id: `${turn.planId}-verify-${key}-${turn.fence}`,
    service,
    verify: plan.verify,
    ...host,
    ...(before === undefined ? {} : { before }),
    signal: stopping,
  });
  const { checks, verdict, unseen } = proof;
  const proven = { end: proof.end, headline: verdict.headline, unseen };
  if (stopping.aborted) return proven;
  await turn.tell(`verified/${key}`, {
    type: 'verified',
    at: deps.clock.now(),
    ...host,
    ok: proof.end === 'proven',
    checks,
    verdict: verdict.headline,
  });
  return proven;
}

/** The flag is durable and looked at often: a cancel must not depend on a message that may be lost. */
function watchCancel({ plans, log }: RunPlanDeps, planId: string) {
  const stop = new AbortController();
  const timer = setInterval(() => {
    plans
      .isCancelled(planId)
      .then((isCancelled) => (isCancelled ? stop.abort('cancelled') : undefined))
      .catch((error: unknown) => log.warn({ err: error, planId }, 'cannot look whether a plan is cancelled'));
  }, cancelLookMs);
  return { signal: stop.signal, stop: () => clearInterval(timer) };
}
