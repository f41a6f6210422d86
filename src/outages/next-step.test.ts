import { expect, test } from 'vitest';
import { asksPeople, isInFront, type OutageRules, stepsDue, stormAt } from './next-step.ts';
import { outageOf } from './outage-history.ts';
import type { Outage, OutageEvent } from './events.ts';

const minute = 60_000;
const says = { en: 'HTTP 502', fr: 'HTTP 502' };
const rules: OutageRules = {
  resolveAfterMs: 5 * minute,
  remindEveryMs: 15 * minute,
  escalate: [
    { afterMs: 10 * minute, to: 'sre' },
    { afterMs: 30 * minute, to: 'boss' },
  ],
  proposes: true,
};
const signal = {
  id: 's1',
  source: 'monitor',
  service: 'api',
  fingerprint: 'monitor/api/watch',
  state: 'down',
  at: 0,
  says,
} as const;
const down: OutageEvent[] = [
  { type: 'opened', at: 0, service: 'api', severity: 'critical', says },
  { type: 'seen', at: 0, signal },
];
const up: OutageEvent = {
  type: 'seen',
  at: 20 * minute,
  signal: { ...signal, id: 's2', state: 'up', at: 20 * minute },
};
const asked: OutageEvent = { type: 'diagnosis_asked', at: 1, runId: 'run-1', why: says };
const faulty: OutageEvent = {
  type: 'diagnosed',
  at: 2,
  runId: 'run-1',
  verdict: {
    id: 'x',
    outcome: 'faulty',
    headline: says,
    provisional: false,
    remedies: ['restart', 'rollback'],
  },
};
const proposed: OutageEvent = {
  type: 'proposed',
  at: 3,
  runId: 'run-1',
  action: 'restart',
  planId: 'plan-1',
};
function plan(
  at: number,
  state: 'waiting' | 'verifying' | 'ended',
  outcome?: 'expired' | 'denied' | 'not_all_seen' | 'not_fixed' | 'fixed',
): OutageEvent {
  const base = { id: 'plan-1', action: 'restart', title: says, state, isOwn: true };
  return { type: 'plan_moved', at, plan: outcome === undefined ? base : { ...base, outcome } };
}
const story = (...events: OutageEvent[]): Outage => {
  const outage = outageOf('outage-1', [...down, ...events]);
  if (outage === undefined) throw new Error('no outage');
  return outage;
};
const due = (outage: Outage, at: number, isInMaintenance = false, own = rules) =>
  stepsDue(outage, at, own, isInMaintenance).map((step) => Object.values(step).join(' '));

test('it is diagnosed at once, once', () => {
  expect(due(story(), 0)).toEqual(['diagnose opened']);
  expect(due(story(asked), minute)).toEqual([]);
});

test('the best remedy is proposed when the verdict is final, and once', () => {
  const provisional = { ...faulty, verdict: { ...faulty.verdict, provisional: true } };
  expect(due(story(asked, provisional), 3)).toEqual([]);
  expect(due(story(asked, faulty), 3)).toEqual(['propose run-1 restart']);
  expect(due(story(asked, faulty), 3, false, { ...rules, proposes: false })).toEqual([]);
  expect(due(story(asked, faulty, proposed), 4)).toEqual([]);
});

test('nothing is proposed for what is part of another outage, was just denied, or is being acted on', () => {
  const linked: OutageEvent = { type: 'linked', at: 3, under: 'outage-0', root: 'host/web-1' };
  expect(due(story(asked, faulty, linked), 4)).toEqual([]);
  expect(due(story(asked, faulty, plan(3, 'waiting')), 4)).toEqual([]);
  expect(due(story(asked, faulty, plan(3, 'ended', 'denied')), 4)).toEqual([]);
});

test('it is looked at again when the picture changes, when a fix did not cure, and when nobody decided', () => {
  const other = { ...signal, id: 's3', fingerprint: 'other', at: 2 * minute };
  const joined: OutageEvent = { type: 'seen', at: 2 * minute, signal: other };
  expect(due(story(asked, faulty, proposed, joined), 2 * minute)).toEqual(['diagnose picture']);
  expect(due(story(asked, faulty, proposed, plan(5 * minute, 'ended', 'not_fixed')), 5 * minute)).toEqual([
    'diagnose not_fixed',
  ]);
  const missed = plan(9 * minute, 'ended', 'expired');
  expect(due(story(asked, faulty, proposed, missed), 9 * minute)).toEqual(['diagnose again']);
  // Not all night.
  expect(due(story(asked, faulty, proposed, proposed, proposed, missed), 9 * minute)).toEqual([]);
});

test('a diagnosis that never ended is taken for lost, one that found nothing is tried again', () => {
  expect(due(story(asked), 19 * minute, true)).toEqual([]);
  expect(due(story(asked), 21 * minute, true)).toEqual(['diagnose again']);
  const blind = {
    ...faulty,
    verdict: { ...faulty.verdict, outcome: 'could_not_look', remedies: [] },
  } as const;
  expect(due(story(asked, blind), 9 * minute, true)).toEqual([]);
  expect(due(story(asked, blind), 11 * minute, true)).toEqual(['diagnose again']);
});

test('a look that missed hosts is repeated within a minute, then less and less often, and not all night', () => {
  const partial = { ...faulty, verdict: { ...faulty.verdict, isPartial: true, remedies: [] } } as const;
  expect(due(story(asked, partial), minute, true)).toEqual([]);
  expect(due(story(asked, partial), minute + 1, true)).toEqual(['diagnose again']);
  const again = (at: number) =>
    [
      { ...asked, at, runId: `r${at}` },
      { ...partial, at, runId: `r${at}` },
    ] as const;
  const twice = story(asked, partial, ...again(minute));
  expect(due(twice, 2 * minute + 1, true)).toEqual([]);
  expect(due(twice, 3 * minute + 1, true)).toEqual(['diagnose again']);
  const often = [1, 3, 7, 15, 31].flatMap((at) => again(at * minute));
  expect(due(story(asked, partial, ...often), 59 * minute, true)).toEqual([]);
});

test('a fix that could not be proven for want of sight is looked at again', () => {
  const unproven = story(asked, faulty, proposed, plan(5 * minute, 'ended', 'not_all_seen'));
  expect(due(unproven, 5 * minute)).toEqual(['diagnose again']);
});

test('the ladder is climbed until somebody acknowledges; silence and maintenance keep it quiet', () => {
  const looked = story(asked, faulty, proposed);
  expect(due(looked, 9 * minute)).toEqual([]);
  expect(due(looked, 10 * minute)).toEqual(['escalate 0 sre']);
  expect(due(looked, 10 * minute, true)).toEqual([]);
  const called = story(asked, faulty, proposed, { type: 'escalated', at: 10 * minute, level: 0, to: 'sre' });
  expect(due(called, 14 * minute)).toEqual([]);
  expect(due(called, 31 * minute)).toEqual(['escalate 1 boss', 'remind 0']);
  const had = story(asked, faulty, proposed, { type: 'acknowledged', at: 5 * minute, by: 'U0SRE' });
  expect(due(had, 45 * minute)).toEqual([]);
  // Who has it is reminded, but seldom.
  expect(due(had, 66 * minute)).toEqual(['remind 0']);
});

test('reminders come less and less often, and end', () => {
  const quiet = { ...rules, escalate: [] };
  const events: OutageEvent[] = [asked, faulty, proposed];
  const at: number[] = [];
  for (let now = 0; now < 48 * 60 * minute; now += minute)
    if (due(story(...events), now, false, quiet).some((step) => step.startsWith('remind'))) {
      at.push(now / minute);
      events.push({ type: 'reminded', at: now, to: [] });
    }
  expect(at).toEqual([15, 45, 105, 225, 465, 945]);
});

test('nothing is done to what works: what waits is taken back, and it is over when it stayed up', () => {
  const recovered = story(asked, faulty, proposed, plan(4, 'waiting'), up);
  expect(due(recovered, 21 * minute)).toEqual(['withdraw plan-1']);
  expect(due(story(asked, faulty, up), 24 * minute)).toEqual([]);
  expect(due(story(asked, faulty, up), 25 * minute)).toEqual(['resolve']);
  expect(due(story(asked, faulty, up, { type: 'resolved', at: 25 * minute }), 99 * minute)).toEqual([]);
});

test('what is only worth knowing calls nobody', () => {
  const info: OutageEvent = { type: 'severity_set', at: 4, by: 'U0SRE', severity: 'info' };
  expect(due(story(asked, faulty, proposed, info), 45 * minute)).toEqual([]);
});

test('in a storm those in front ask people, the others go on without', () => {
  const open = Array.from({ length: 200 }, (_, i) => `outage-${i}`);
  expect(isInFront(open, 'outage-9')).toBe(true);
  expect(isInFront(open, `outage-${stormAt}`)).toBe(false);
  // Over, or not indexed yet: nothing stands in its way.
  expect(isInFront(open, 'outage-elsewhere')).toBe(true);
  const steps = stepsDue(story(asked, faulty), 45 * minute, rules, false);
  expect(steps.filter((step) => !asksPeople(step))).toEqual([]);
});

test('it is not over while a fix is being proven: the report must know what cured', () => {
  const proving = story(asked, faulty, proposed, plan(19 * minute, 'verifying'), up);
  expect(due(proving, 26 * minute)).toEqual([]);
  const proven = story(
    asked,
    faulty,
    proposed,
    plan(19 * minute, 'verifying'),
    up,
    plan(26 * minute, 'ended', 'fixed'),
  );
  expect(due(proven, 26 * minute)).toEqual(['resolve']);
});
