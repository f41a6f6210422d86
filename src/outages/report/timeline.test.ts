import { describe, expect, test } from 'vitest';
import { locales, type Locale, say } from '#base/phrase.ts';
import { type PlanEvent, planRunOf } from '#actions/events.ts';
import { outageFrom, opened, runAt, seen, shortOf, story, t0 } from '#test/outages/sample-story.ts';
import { planned, rollbackPlan, stepEnded } from '#test/sample-plans.ts';
import { faulty } from '#test/sample-runs.ts';
import type { OutageEvent } from '../events.ts';
import { type Story, timelineOf } from './timeline.ts';

function told(of: Story, locale: Locale = 'en'): string[] {
  return timelineOf(of).map(({ at, says }) => `${(at - t0) / 1000} ${say(locale, says)}`);
}

test('an outage from the first failure to its end, in the order it happened', () => {
  expect(told(story)).toEqual([
    '-300 Deploy: release 41 by the pipeline (commit 4f2c9e1)',
    '0 It begins to fail',
    '12 A monitor says it is down, the outage is opened: 3 of 5 checks failed: 502',
    '13 Diagnosis begun: it was just opened',
    '13.9 Verdict: payments-backend crashes at start: the module psycopg is missing — right, says Rosa',
    '14 Resus asks for “Restart Payments API <1>”, high risk, approvals needed: 1',
    '30 Rosa acknowledges it',
    '34 Rosa approves “Restart Payments API <1>”',
    '34.05 “Restart Payments API <1>” starts',
    '36.2 Step on web-1: succeeded after 2.1 s',
    '36.3 Proving “Restart Payments API <1>” from outside',
    '47.1 “Restart Payments API <1>”: fixed, proven from outside (2 of 2 checks hold). Payments API answers again.',
    '60 A monitor sees it up, after 1 min down: 2 checks in a row are fine: 200',
    '360 Resolved: it stayed up',
  ]);
});

test('a step shows exactly what ran', () => {
  const commands = timelineOf(story).flatMap(({ command }) => command ?? []);
  expect(commands).toEqual(['sudo -n systemctl restart payments-backend']);
});

test('it is told in French as well, word for word different', () => {
  const fr = told(story, 'fr');
  expect(fr).toHaveLength(told(story).length);
  expect(fr).toContain('34 Rosa approuve « Redémarrer Payments API <1> »');
  expect(fr).toContain(
    '60 Un moniteur le voit rétabli, après 1 min de panne : 2 contrôles de suite sont bons : 200',
  );
});

const at = t0 + 20_000;
const says = { en: 'said', fr: 'dit' };
/** One of each: a new type of event does not compile without its own here. */
const outageEvents: { readonly [T in OutageEvent['type']]: Extract<OutageEvent, { type: T }> } = {
  opened: { type: 'opened', at, service: 'api', severity: 'critical', says },
  placed: { type: 'placed', at, channel: 'C0OPS' },
  seen: seen('up', 20) as Extract<OutageEvent, { type: 'seen' }>,
  diagnosis_asked: { type: 'diagnosis_asked', at, runId: 'run-1', why: says },
  diagnosed: { type: 'diagnosed', at, runId: 'run-1', verdict: shortOf(faulty), root: 'host/web-1' },
  diagnosis_failed: { type: 'diagnosis_failed', at, runId: 'run-1', says },
  proposed: { type: 'proposed', at, runId: 'run-1', action: 'restart', planId: 'plan-1' },
  plan_moved: {
    type: 'plan_moved',
    at,
    plan: { id: 'plan-1', action: 'restart', title: says, state: 'waiting', isOwn: true },
  },
  acknowledged: { type: 'acknowledged', at, by: 'U0SRE' },
  assigned: { type: 'assigned', at, by: 'U0SRE', to: 'U0ASKER' },
  severity_set: { type: 'severity_set', at, by: 'U0SRE', severity: 'warning' },
  silenced: { type: 'silenced', at, by: 'U0SRE', until: at + 600_000 },
  reminded: { type: 'reminded', at, to: ['U0SRE', 'person:ada'] },
  escalated: { type: 'escalated', at, level: 0, to: 'sre' },
  linked: { type: 'linked', at, under: 'out-9', root: 'host/web-1' },
  unlinked: { type: 'unlinked', at, from: 'out-9' },
  gathered: { type: 'gathered', at, outageId: 'out-2', service: 'worker' },
  lapsed: { type: 'lapsed', at, fingerprints: ['monitor/api/watch'], says },
  noted: { type: 'noted', at, by: 'U0SRE', says },
  resolved: { type: 'resolved', at, by: 'U0SRE', reason: 'it was a test' },
};

describe.each(Object.values(outageEvents))('the outage event $type', (event) => {
  test.each(locales)('has a line in %s', (locale) => {
    const first = event.type === 'opened' ? [] : [opened(0)];
    const events = [...first, event];
    const plain: Story = { outage: outageFrom([opened(0)]), events, runs: [], plans: [], marks: [] };
    const lines = timelineOf(plain).filter((line) => line.at === at);
    expect(lines).toHaveLength(1);
    expect(lines.map((line) => say(locale, line.says))[0]).not.toMatch(/\{[\w.]+\}/);
  });
});

const by = { id: 'U0SRE', via: 'slack' } as const;
const begins = planned(rollbackPlan);
const digest = begins.type === 'planned' ? begins.digest : '';
const step = 'web-1-1-restart';
const later = (seconds: number): number => begins.at + seconds * 1000;
const approvedFirst: PlanEvent = { type: 'approved', at: later(1), by, digest };
const startedFirst: PlanEvent = { type: 'started', at: later(2), fence: 1, worker: 'worker-1' };
const when = later(9);
const planEvents: {
  readonly [T in PlanEvent['type']]: readonly [
    before: readonly PlanEvent[],
    event: Extract<PlanEvent, { type: T }>,
  ];
} = {
  planned: [[], { ...(begins as Extract<PlanEvent, { type: 'planned' }>), at: when }],
  approved: [[begins], { type: 'approved', at: when, by, digest, breakGlass: 'nobody else is awake' }],
  denied: [[begins], { type: 'denied', at: when, by, reason: 'not now' }],
  withdrawn: [[begins], { type: 'withdrawn', at: when, by }],
  reminded: [[begins], { type: 'reminded', at: when, to: ['U0SRE'] }],
  cancel_asked: [[begins, approvedFirst, startedFirst], { type: 'cancel_asked', at: when, by }],
  started: [[begins, approvedFirst], { type: 'started', at: when, fence: 1, worker: 'worker-1' }],
  step_began: [[begins, approvedFirst, startedFirst], { type: 'step_began', at: when, step }],
  step_ended: [
    [begins, approvedFirst, startedFirst, { type: 'step_began', at: later(3), step }],
    {
      ...(stepEnded({ outcome: 'failed', code: 3 }) as Extract<PlanEvent, { type: 'step_ended' }>),
      at: when,
    },
  ],
  step_unknown: [
    [begins, approvedFirst, startedFirst, { type: 'step_began', at: later(3), step }],
    { type: 'step_unknown', at: when, step, says },
  ],
  settled: [
    [begins, approvedFirst, startedFirst, { type: 'step_unknown', at: later(3), step, says }],
    { type: 'settled', at: when, step, by, as: 'done' },
  ],
  verifying: [[begins, approvedFirst, startedFirst], { type: 'verifying', at: when, host: 'web-1' }],
  verified: [[begins, approvedFirst, startedFirst], { type: 'verified', at: when, ok: false, checks: [] }],
  ended: [[begins], { type: 'ended', at: when, end: 'expired', says }],
};

describe.each(Object.entries(planEvents))('the plan event %s', (_type, [before, event]) => {
  test.each(locales)('has a line in %s', (locale) => {
    const run = planRunOf('plan-1', [...before, event]);
    if (run === undefined) throw new Error('it begins with planned');
    const plain: Story = { ...story, events: [], runs: [], plans: [run], marks: [] };
    const lines = timelineOf(plain).filter((line) => line.at === when);
    expect(lines).toHaveLength(1);
    expect(lines.map((line) => say(locale, line.says))[0]).not.toMatch(/\{[\w.]+\}/);
  });
});

test('a plan whose record is gone is told by the outage', () => {
  const lines = told({ ...story, plans: [] });
  expect(lines).toContain('14 Resus proposes restart (plan-0123456789ab)');
  expect(lines).toContain('47.1 Restart Payments API <1>: fixed, proven from outside');
});

test('an alert that is sent again and again is one line, and says how often', () => {
  const alert = { source: 'alertmanager', fingerprint: 'am/1' } as const;
  const again = [12, 72, 132].map((seconds) => seen('down', seconds, alert));
  const events = [opened(12), ...again, seen('up', 140, alert)];
  const lines = told({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] });
  expect(lines.filter((line) => line.includes('Alertmanager'))).toEqual([
    '12 Alertmanager says it is down, the outage is opened: 3 of 5 checks failed: 502 (said 3 times)',
    '140 Alertmanager sees it up, after 2 min 20 s down: 2 checks in a row are fine: 200',
  ]);
});

function linesOf(events: OutageEvent[]): string[] {
  return told({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] });
}

test('what opened it and what ended it have lines of their own when no sighting says the same', () => {
  expect(linesOf([opened(12, { by: 'U0SRE' }), seen('down', 12)])).toContain(
    '12 Outage opened by U0SRE: 3 of 5 checks failed: 502',
  );
  const other = { en: 'the shop shows 502', fr: 'la boutique montre 502' };
  expect(linesOf([opened(12, { says: other }), seen('down', 12)])).toContain(
    '12 Outage opened: the shop shows 502',
  );
  const resolved: OutageEvent = { type: 'resolved', at: t0 + 60_000, by: 'U0SRE' };
  // Somebody's word is no sight of it.
  const said = linesOf([opened(12), seen('down', 12), resolved]);
  expect(said.filter((line) => line.includes('Up after'))).toEqual([]);
  expect(said.at(-1)).toContain('60 Resolved by ');
  const plan = {
    id: 'plan-1',
    action: 'restart',
    title: says,
    state: 'ended',
    outcome: 'fixed',
    isOwn: true,
  } as const;
  const proven: OutageEvent = { type: 'plan_moved', at: t0 + 60_000, plan };
  expect(linesOf([opened(0, { by: 'U0SRE' }), proven])).toContain('60 Up after 1 min');
});

test('a flap is told with how long each stretch was', () => {
  const events = [opened(12), seen('down', 12), seen('up', 60), seen('down', 90), seen('up', 120)];
  const lines = told({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] });
  expect(lines).toContain('78 Down again');
  expect(lines).toContain('120 A monitor sees it up, after 42 s down: 2 checks in a row are fine: 200');
});

test('a diagnosis that somebody asked for beside the outage is part of it', () => {
  const run = { ...runAt(100, 'run-beside', faulty), trigger: { by: 'slack', actor: 'U0ASKER' } as const };
  const lines = told({ ...story, runs: [...story.runs, run] });
  expect(lines).toContain('100 Ali asks for a diagnosis');
  expect(lines.filter((line) => line.startsWith('100.88 Verdict:'))).toHaveLength(1);
});

test('what a host wrote is never read as a template', () => {
  const hostile = { en: '[{service}] {by} {{x}}', fr: '[{service}] {by} {{x}}' };
  const events = [opened(12, { says: { en: '{said}', fr: '{said}', with: { said: hostile.en } } })];
  const lines = told({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] });
  expect(lines).toEqual(['12 Outage opened: [{service}] {by} {{x}}']);
});
