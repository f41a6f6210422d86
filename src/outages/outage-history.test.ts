import { expect, test } from 'vitest';
import { outageOf } from './outage-history.ts';
import type { OutageEvent, OutagePlan, OutageVerdict, Signal } from './events.ts';

const says = { en: 'HTTP 502', fr: 'HTTP 502' };
const opened: OutageEvent = {
  type: 'opened',
  at: 100,
  service: 'api',
  channel: 'C0OPS',
  severity: 'warning',
  says,
};

function seen(at: number, state: 'down' | 'up', about: Partial<Signal> = {}): OutageEvent {
  const signal: Signal = {
    id: `${at}`,
    source: 'monitor',
    service: 'api',
    fingerprint: 'monitor/api/watch',
    state,
    at,
    says,
    ...about,
  };
  return { type: 'seen', at, signal };
}
const verdict = (provisional = false): OutageVerdict => ({
  id: 'process-stopped',
  outcome: 'faulty',
  headline: { en: 'stopped', fr: 'arrêté' },
  provisional,
  remedies: ['restart'],
});
const asked = (at: number, runId: string): OutageEvent => ({ type: 'diagnosis_asked', at, runId, why: says });
const diagnosed = (at: number, runId: string, provisional = false): OutageEvent => ({
  type: 'diagnosed',
  at,
  runId,
  verdict: verdict(provisional),
});
function planned(at: number, state: OutagePlan['state'], outcome?: OutagePlan['outcome']): OutageEvent {
  const plan = { id: 'plan-1', action: 'restart', title: says, state, isOwn: true };
  return { type: 'plan_moved', at, plan: outcome === undefined ? plan : { ...plan, outcome } };
}
const states = (...events: OutageEvent[]) =>
  events.map((_, i) => outageOf('outage-1', events.slice(0, i + 1))?.state);

test('an outage goes the whole way from down to resolved', () => {
  expect(
    states(
      opened,
      seen(100, 'down'),
      asked(101, 'run-1'),
      diagnosed(102, 'run-1', true),
      diagnosed(103, 'run-1'),
      planned(104, 'waiting'),
      planned(110, 'approved'),
      planned(111, 'running'),
      planned(112, 'verifying'),
      planned(120, 'ended', 'fixed'),
      seen(125, 'up'),
      { type: 'resolved', at: 500 },
    ),
  ).toEqual([
    'down',
    'down',
    'diagnosing',
    'diagnosing',
    'down',
    'awaiting_approval',
    'fixing',
    'fixing',
    'verifying',
    // Proven from outside; the monitor that saw it down has not looked since.
    'verifying',
    'recovered',
    'resolved',
  ]);
});

test('it began when the first alarm says, and is over only when the last one is', () => {
  const other = { fingerprint: 'alertmanager/1', source: 'alertmanager', since: 40 } as const;
  const events = [opened, seen(100, 'down', { since: 70 }), seen(110, 'down', other), seen(120, 'up')];
  const half = outageOf('outage-1', events);
  expect(half).toMatchObject({ state: 'down', since: 40, downs: [{ from: 40 }], pictureAt: 110 });
  const over = outageOf('outage-1', [...events, seen(130, 'up', other)]);
  expect(over).toMatchObject({ state: 'recovered', recoveredAt: 130, downs: [{ from: 40, to: 130 }] });
});

test('a flap folds in and is counted; down again after the end reopens it', () => {
  const flapped = [opened, seen(100, 'down'), seen(200, 'up'), seen(230, 'down'), seen(260, 'up')];
  expect(outageOf('outage-1', flapped)).toMatchObject({
    flaps: 1,
    reopened: 0,
    downs: [
      { from: 100, to: 200 },
      { from: 230, to: 260 },
    ],
  });
  const acknowledged: OutageEvent = { type: 'acknowledged', at: 240, by: 'U0SRE' };
  const again = outageOf('outage-1', [
    ...flapped,
    acknowledged,
    { type: 'resolved', at: 600 },
    seen(700, 'down'),
  ]);
  expect(again).toMatchObject({ state: 'down', flaps: 1, reopened: 1, downSince: 700, escalated: 0 });
  // Whoever had the outage before does not have this one.
  expect(again?.acknowledged).toBeUndefined();
  expect(again?.resolved).toBeUndefined();
});

test('what only a person said is over when a fix is proven from outside, or a monitor says so', () => {
  const byPerson: OutageEvent = { ...opened, by: 'U0SRE' };
  expect(states(byPerson, planned(110, 'running'), planned(120, 'ended', 'fixed'))).toEqual([
    'down',
    'fixing',
    'recovered',
  ]);
  expect(states(byPerson, seen(110, 'down'), seen(120, 'up'))).toEqual(['down', 'down', 'recovered']);
});

test('the worst severity that was said counts, until a person says otherwise', () => {
  const worse = [
    opened,
    seen(100, 'down', { severity: 'critical' }),
    seen(101, 'down', { severity: 'info' }),
  ];
  expect(outageOf('outage-1', worse)?.severity).toBe('critical');
  const set: OutageEvent = { type: 'severity_set', at: 102, by: 'U0SRE', severity: 'info' };
  expect(outageOf('outage-1', [...worse, set])?.severity).toBe('info');
});

test('a person who resolves it overrules what still says that it is down', () => {
  const resolved: OutageEvent = { type: 'resolved', at: 300, by: 'U0SRE', reason: 'planned' };
  const over = outageOf('outage-1', [opened, seen(100, 'down'), resolved]);
  expect(over).toMatchObject({ state: 'resolved', alarms: [], downs: [{ from: 100, to: 300 }] });
});

test('events that make no sense change nothing', () => {
  const story = [opened, seen(100, 'down'), seen(200, 'up'), { type: 'resolved', at: 300 } as OutageEvent];
  const over = outageOf('outage-1', story);
  const late: OutageEvent[] = [
    opened,
    { type: 'resolved', at: 400 },
    { type: 'acknowledged', at: 401, by: 'U0SRE' },
    seen(402, 'up'),
    { type: 'diagnosis_failed', at: 403, runId: 'run-unknown', says },
  ];
  expect(outageOf('outage-1', [...story, ...late])).toEqual(over);
  expect(outageOf('outage-1', late.slice(1))).toBeUndefined();
});
