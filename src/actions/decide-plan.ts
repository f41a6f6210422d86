import { type CodeCheck, decideVote, type Person } from './decide-vote.ts';
import type { DecidedPlan, DecidePlan } from './plan-commands.ts';
import type { Clock } from '#base/clock.ts';
import type { Redact } from '#redaction/redact.ts';
import type { Phrase } from '#base/phrase.ts';
import { type Actor, applyPlanEvent, type PlanRun } from './events.ts';
import type { Log } from '#base/log.ts';
import type { NamesOf } from './request-plan.ts';
import type { PlanStore, StoredPlan } from './plan-store.ts';
import type { ActionQueue } from './payloads.ts';

export type DecidePlanDeps = {
  readonly plans: Pick<PlanStore, 'append' | 'find' | 'finish' | 'note'>;
  readonly namesOf: NamesOf;
  /** Those that the catalog itself lists someone under, without asking Slack. */
  readonly listedNamesOf: (actor: Actor) => readonly string[];
  /** Looks at the code of the second factor, once: a code that was right here is used up. */
  readonly checkCode: (person: Person, code: string) => Promise<CodeCheck>;
  readonly redact: Redact;
  readonly queues: Pick<ActionQueue, 'runPlan'>;
  readonly clock: Clock;
  readonly log: Log;
};

/** So often may somebody else be first; each time the decision is made anew on what is there then. */
const tries = 30;

/** One person's word on a plan. Rights are asked for at this moment; what is decided holds for the state it was decided on. */
export function createDecidePlan(deps: DecidePlanDeps) {
  return async (command: DecidePlan): Promise<DecidedPlan> => {
    const { planId, by, clickId } = command;
    // A reason is read by everyone and kept for good.
    const does =
      'reason' in command.does ? { ...command.does, reason: deps.redact(command.does.reason) } : command.does;
    let person: Person | undefined;
    let code: CodeCheck | undefined;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const stored = await deps.plans.find(planId);
      if (stored === undefined) return { outcome: 'refused', message: gone };
      person ??= { actor: by, names: await namesOf(deps, by, stored.run) };
      // A code is good once: it is looked at only when everything else would pass.
      const first = decideVote(stored.run, does, person, code ?? 'absent', deps.clock.now());
      if ('needsCode' in first && 'code' in does && does.code !== undefined && code === undefined) {
        code = await deps.checkCode(person, does.code);
        attempt -= 1;
        if (code === 'absent') code = 'wrong';
        continue;
      }
      if ('needsCode' in first) return { outcome: 'needs_code', run: stored.run };
      if ('refused' in first) {
        await deps.plans.note(planId, deps.clock.now(), 'refused', {
          by,
          does: does.kind,
          why: first.refused.en,
        });
        return { outcome: 'refused', message: first.refused, run: stored.run };
      }
      const { event, says } = first;
      const appended = await deps.plans.append({
        planId,
        eventId: `click/${clickId}`,
        event,
        ifSeq: stored.seq,
      });
      if (appended.outcome === 'moved') continue;
      if (appended.outcome !== 'added' && appended.outcome !== 'repeated')
        return { outcome: 'refused', message: gone };
      const run = applyPlanEvent(stored.run, planId, event) ?? stored.run;
      if (command.signature !== undefined)
        await deps.plans.note(planId, deps.clock.now(), 'signed', {
          by,
          does: does.kind,
          signature: command.signature,
        });
      await follow(deps, stored, run, does);
      return { outcome: 'counted', run, says };
    }
    return { outcome: 'refused', message: crowded };
  };
}

/** Follows up a decision that is already durable; the sweeper repeats whatever is lost on the way. */
async function follow(
  deps: DecidePlanDeps,
  before: StoredPlan,
  run: PlanRun,
  does: DecidePlan['does'],
): Promise<void> {
  const planId = run.id;
  const done = await Promise.allSettled([
    run.state === 'approved' && before.run.state === 'waiting'
      ? deps.queues.runPlan({ planId, turn: 'approved' })
      : undefined,
    does.kind === 'settle' ? settle(deps, run, does.step) : undefined,
  ]);
  for (const one of done)
    if (one.status === 'rejected')
      deps.log.error({ err: one.reason, planId }, 'a decision could not be followed up in full');
}

async function settle(deps: DecidePlanDeps, run: PlanRun, step: string): Promise<void> {
  const result = run.ran.find((one) => one.step === step)?.result;
  if (result === undefined) return;
  await deps.plans.finish({ planId: run.id, step, result });
  await deps.queues.runPlan({ planId: run.id, turn: `settled-${step}` });
}

/**
 * Taking back one's own request needs no rights beyond being that person. A person who signed is who they are also
 * while Slack is away: the catalog's own lists count then, unless only Slack can say who set the plan off.
 */
async function namesOf(deps: DecidePlanDeps, by: Person['actor'], run: PlanRun): Promise<readonly string[]> {
  try {
    return await deps.namesOf(by);
  } catch (error) {
    deps.log.warn({ err: error, planId: run.id }, 'cannot look up who belongs to what');
    const isClear = run.setOffBy.every((who) => !who.startsWith('people:'));
    return by.via === 'cli' && isClear ? deps.listedNamesOf(by) : [];
  }
}

const gone: Phrase = {
  en: 'This plan is no longer stored; nothing was done. Ask for a new one.',
  fr: 'Ce plan n’est plus conservé ; rien n’a été fait. Demandez-en un nouveau.',
};
const crowded: Phrase = {
  en: 'Too many people decide on this at once; nothing of yours was counted. Look at the card and try again.',
  fr: 'Trop de personnes décident en même temps ; rien de vous n’a été compté. Regardez la carte et réessayez.',
};
