import { describe, expect, test } from 'vitest';
import type { PlanEvent, PlanRun } from './events.ts';
import {
  approved,
  begun,
  digest,
  fixed,
  planned,
  restartPlan,
  rollbackPlan,
  samplePlanRun,
  stepEnded,
} from '#test/sample-plans.ts';
import { type CodeCheck, decideVote, type Vote } from './decide-vote.ts';
import type { DecidePlan } from './plan-commands.ts';

const waiting = samplePlanRun(planned(restartPlan));
const two = samplePlanRun(planned(rollbackPlan, { need: 2 }));
const now = waiting.plannedAt + 1000;
const yes = { kind: 'approve', digest } as const;
const alone = { kind: 'break_glass', digest, reason: 'nobody else is awake' } as const;

type Who = {
  readonly id?: string;
  readonly names?: readonly string[];
  readonly code?: CodeCheck;
  readonly at?: number;
  readonly via?: 'slack' | 'cli';
};

function vote(run: PlanRun, does: DecidePlan['does'], who: Who = {}): Vote {
  const { id = 'U0SRE', names = ['sre'], code = 'absent', at = now, via = 'slack' } = who;
  return decideVote(run, does, { actor: { id, via }, names }, code, at);
}
const refusal = (decided: Vote): string => ('refused' in decided ? decided.refused.en : '');
const eventOf = (decided: Vote): PlanEvent | undefined => ('event' in decided ? decided.event : undefined);

describe('a yes', () => {
  test('of an approver counts, for exactly the digest that was shown', () => {
    expect(eventOf(vote(waiting, yes))).toEqual({
      type: 'approved',
      at: now,
      by: { id: 'U0SRE', via: 'slack' },
      digest,
    });
    expect(refusal(vote(waiting, { kind: 'approve', digest: digest.replace('a', 'b') }))).toContain(
      'shows another plan',
    );
  });

  test('of the one who asked is refused, whichever way it comes', () => {
    for (const via of ['slack', 'cli'] as const)
      expect(refusal(vote(waiting, yes, { id: 'U0ASKER', via }))).toContain('You asked for this yourself');
  });

  test('of anybody who set the chain off is refused, by id or by the token they hold', () => {
    const opened = { ...waiting, setOffBy: ['U0SRE'] };
    expect(refusal(vote(opened, yes))).toContain('You set this off');
    expect(refusal(vote(opened, yes, { id: 'U0OTHER' }))).toBe('');
    const told = { ...waiting, setOffBy: ['people:ci'] };
    expect(refusal(vote(told, yes, { names: ['sre', 'ci'] }))).toContain('You set this off');
    expect(refusal(vote(told, yes))).toBe('');
    expect(eventOf(vote(opened, alone))).toMatchObject({ type: 'approved', breakGlass: alone.reason });
  });

  test('of someone who is no approver is refused; an empty list means nobody', () => {
    expect(refusal(vote(waiting, yes, { names: ['support'] }))).toContain(
      'Only sre may decide'.replace('sre', '{who}'),
    );
    const nobody = samplePlanRun(planned(restartPlan, { approvers: [] }));
    expect(refusal(vote(nobody, yes))).toContain('Nobody may approve');
  });

  test('is counted once a person; the last one needed approves', () => {
    const half = samplePlanRun(planned(rollbackPlan, { need: 2 }), approved);
    expect(half.state).toBe('waiting');
    expect(refusal(vote(half, yes))).toContain('counted already');
    const done = samplePlanRun(
      planned(rollbackPlan, { need: 2 }),
      approved,
      eventOf(vote(half, yes, { id: 'U0SRE2' })) as PlanEvent,
    );
    expect(done.state).toBe('approved');
    expect(vote(two, yes)).toMatchObject({ says: { with: { missing: 1 } } });
  });

  test('comes too late after the time, the end, or another yes', () => {
    expect(refusal(vote(waiting, yes, { at: waiting.expiresAt + 1 }))).toContain('has expired');
    expect(eventOf(vote(waiting, yes, { at: waiting.expiresAt }))?.type).toBe('approved');
    expect(refusal(vote(samplePlanRun(planned(restartPlan), approved), yes, { id: 'U0SRE2' }))).toContain(
      'approved already',
    );
    const ended = samplePlanRun(planned(restartPlan), ...begun, stepEnded(), fixed);
    for (const does of [yes, alone, { kind: 'deny', reason: 'no' } as const, { kind: 'withdraw' } as const])
      expect(refusal(vote(ended, does))).toContain('ended already');
  });

  test('needs the code where the policy asks for one, and every wrong one says what is wrong', () => {
    const guarded = samplePlanRun(planned(restartPlan, { secondFactor: true }));
    expect(vote(guarded, yes)).toEqual({ needsCode: true });
    expect(eventOf(vote(guarded, yes, { code: 'right' }))).toMatchObject({ secondFactor: true });
    const says = (['wrong', 'used', 'locked', 'no_seed'] as const).map((code) =>
      refusal(vote(guarded, yes, { code })),
    );
    expect(new Set(says).size).toBe(4);
    expect(says).not.toContain('');
    expect(vote(guarded, alone)).toEqual({ needsCode: true });
  });
});

describe('break-glass', () => {
  test('is an approver alone, with a reason that is kept', () => {
    expect(eventOf(vote(two, alone, { id: 'U0ASKER' }))).toMatchObject({
      breakGlass: 'nobody else is awake',
    });
    expect(refusal(vote(two, { ...alone, reason: ' ' }))).toContain('Say why');
    expect(refusal(vote(two, alone, { names: [] }))).toContain('may decide');
  });

  test('may be disabled', () => {
    const never = samplePlanRun(planned(rollbackPlan, { need: 2, breakGlass: false }));
    expect(refusal(vote(never, alone))).toContain('disabled');
  });
});

describe('the other words', () => {
  test('a denial is an approver’s and has a reason; a withdrawal is the requester’s', () => {
    expect(eventOf(vote(waiting, { kind: 'deny', reason: ' a deploy ' }))).toMatchObject({
      type: 'denied',
      reason: 'a deploy',
    });
    expect(refusal(vote(waiting, { kind: 'deny', reason: '' }))).toContain('Say why');
    expect(refusal(vote(waiting, { kind: 'deny', reason: 'x' }, { names: [] }))).toContain('may decide');
    expect(refusal(vote(waiting, { kind: 'withdraw' }))).toContain('Only the one who asked');
    expect(eventOf(vote(waiting, { kind: 'withdraw' }, { id: 'U0ASKER', names: [] }))?.type).toBe(
      'withdrawn',
    );
  });

  test('only what runs is stopped, by the requester or an approver, once', () => {
    const running = samplePlanRun(planned(restartPlan), ...begun);
    expect(eventOf(vote(running, { kind: 'cancel' }, { id: 'U0ASKER', names: [] }))?.type).toBe(
      'cancel_asked',
    );
    expect(refusal(vote(running, { kind: 'cancel' }, { id: 'U0OTHER', names: [] }))).toContain('may decide');
    expect(refusal(vote(waiting, { kind: 'cancel' }))).toContain('nothing to stop');
    const stopping = samplePlanRun(planned(restartPlan), ...begun, {
      type: 'cancel_asked',
      at: now,
      by: { id: 'U1', via: 'slack' },
    });
    expect(refusal(vote(stopping, { kind: 'cancel' }))).toContain('being stopped already');
  });

  test('only what is unknown is settled, by an approver, for the step it is about', () => {
    const step = 'web-1-1-restart';
    const unknown = samplePlanRun(planned(restartPlan), ...begun, {
      type: 'step_unknown',
      at: now,
      step,
      says: { en: '?', fr: '?' },
    });
    expect(eventOf(vote(unknown, { kind: 'settle', step, as: 'done' }))?.type).toBe('settled');
    expect(refusal(vote(unknown, { kind: 'settle', step: 'other', as: 'done' }))).toContain(
      'settled already',
    );
    expect(refusal(vote(unknown, { kind: 'settle', step, as: 'done' }, { names: [] }))).toContain(
      'may decide',
    );
    expect(refusal(vote(waiting, { kind: 'settle', step, as: 'done' }))).toContain('settled already');
  });
});
