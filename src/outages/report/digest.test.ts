import { describe, expect, test } from 'vitest';
import type { PlanEvent } from '#actions/events.ts';
import type { RunEvent } from '#diagnosis/events.ts';
import {
  outageFrom,
  opened,
  planAt,
  resusAsks,
  runAt,
  seen,
  story,
  storyEvents,
  t0,
} from '#test/outages/sample-story.ts';
import { approved, begun, planned, restartPlan, rollbackPlan } from '#test/sample-plans.ts';
import { faulty } from '#test/sample-runs.ts';
import { percentUp } from './availability.ts';
import { type DigestOf, digestOf, spreadOf } from './digest.ts';
import type { OutageEvent } from '../events.ts';

const dayMs = 86_400_000;
const from = t0 - dayMs;
const to = t0 + 6 * dayMs;
const at = 1_795_220_000_000;

function outage(id: string, events: readonly OutageEvent[]): DigestOf['outages'][number] {
  return { outage: outageFrom(events, id), events };
}
function ended(end: Extract<PlanEvent, { type: 'ended' }>['end'], seconds: number): PlanEvent {
  return { type: 'ended', at: at + seconds * 1000, end, says: { en: 'told', fr: 'dit' } };
}
const span = (hours: number, results: number, bad: number) => ({
  from: from + hours * 3_600_000,
  results,
  bad,
  meanMs: 20,
  mostMs: 30,
});

const quiet: DigestOf = { outages: [], plans: [], runs: [], services: [], from, to };
/** The story's outage is 60 s long, seen after 12 s, with a verdict 1.9 s after it was opened. */
const sample = outage('out-1', storyEvents);

test('a week with one outage has its times', () => {
  const digest = digestOf({ ...quiet, outages: [sample], plans: story.plans, runs: story.runs });
  expect(digest).toMatchObject({
    outages: 1,
    linked: 0,
    downMs: 60_000,
    relapses: 0,
    detect: { of: 1, medianMs: 12_000, worstMs: 12_000 },
    verdict: { of: 1, medianMs: 1900, worstMs: 1900 },
    approve: { of: 1, medianMs: 20_000, worstMs: 20_000 },
    recover: { of: 1, medianMs: 60_000, worstMs: 60_000 },
    fixes: [{ action: 'restart', worked: 1, of: 1, medianMs: 13_050 }],
    ratings: { right: 1, wrong: 0 },
    open: [],
  });
});

test('a quiet week claims no times', () => {
  const digest = digestOf(quiet);
  expect(digest).toMatchObject({ outages: 0, downMs: 0, fixes: [], services: [], open: [], expired: 0 });
  expect(['detect', 'verdict', 'approve', 'recover'].filter((name) => name in digest)).toEqual([]);
});

test('only what was down in that time counts, and only for that time', () => {
  const before = outage('out-2', [
    opened(-200_000, { service: 'web' }),
    seen('down', -200_000),
    seen('up', -199_000),
  ]);
  const long = outage('out-3', [opened(-100_000, { service: 'web' }), seen('down', -100_000)]);
  const after = outage('out-4', [opened(7 * 86_400)]);
  const digest = digestOf({ ...quiet, outages: [before, long, after] });
  expect(digest.outages).toBe(1);
  expect(digest.downMs).toBe(to - from);
  expect(digest.open).toEqual([{ id: 'out-3', service: 'web', downMs: to - (t0 - 100_012_000) }]);
});

test('an outage that a person opened has no time to detect', () => {
  const told = outage('out-5', [opened(0, { by: 'U0SRE' }), seen('down', 30)]);
  expect(digestOf({ ...quiet, outages: [told, sample] }).detect?.of).toBe(1);
});

test('relapses and linked outages are counted', () => {
  const flapping = [opened(12), seen('down', 12), seen('up', 60), seen('down', 102), seen('up', 120)];
  const part = outage('out-6', [
    opened(20, { service: 'web' }),
    { type: 'linked', at: t0 + 30_000, under: 'out-1', root: 'host/web-1' },
  ]);
  const digest = digestOf({ ...quiet, outages: [outage('out-1', flapping), part] });
  expect(digest).toMatchObject({ outages: 2, linked: 1, relapses: 1 });
  expect(digest.services.find(({ service }) => service === 'api')).toMatchObject({
    relapses: 1,
    downMs: 60_000 + 30_000,
  });
});

describe('fixes', () => {
  test('that cured are held against all that ran, each with its median', () => {
    const plans = [
      ...story.plans,
      planAt(300, 'plan-2', [planned(restartPlan), ...begun, ended('not_fixed', 60)]),
      planAt(600, 'plan-3', [resusAsks(rollbackPlan), ...begun, ended('rolled_back', 90)]),
      planAt(900, 'plan-4', [planned(restartPlan), ended('expired', 900)]),
      planAt(950, 'plan-5', [planned(restartPlan), approved, ended('not_needed', 30)]),
    ];
    const digest = digestOf({ ...quiet, plans });
    expect(digest.fixes).toEqual([
      { action: 'restart', worked: 1, of: 2, medianMs: 13_050 },
      { action: 'rollback', worked: 0, of: 1 },
    ]);
    expect(digest.expired).toBe(1);
    expect(digest.approve?.of).toBe(4);
  });

  test('that nobody approved, or that needed nobody, have no time to approve', () => {
    const plans = [
      planAt(0, 'plan-1', [planned(rollbackPlan, { need: 2 }), approved]),
      planAt(0, 'plan-2', [planned(restartPlan, { need: 0 })]),
    ];
    expect(digestOf({ ...quiet, plans }).approve).toBeUndefined();
  });
});

test('the availability of a service is that of the monitor that saw it down most', () => {
  const services = [
    { service: 'calm', monitors: [{ monitor: 'calm/public', spans: [span(0, 240, 0)] }] },
    {
      service: 'api',
      monitors: [
        { monitor: 'api/public', spans: [span(-1, 240, 240), span(0, 240, 6), span(200, 240, 240)] },
        { monitor: 'api/tcp', spans: [span(0, 240, 1)] },
      ],
    },
    { service: 'blind', monitors: [] },
    { service: 'idle', monitors: [{ monitor: 'idle/public', spans: [] }] },
  ];
  const lines = digestOf({ ...quiet, services }).services;
  expect(lines.map(({ service }) => service)).toEqual(['api', 'blind', 'calm', 'idle']);
  expect(lines[0]?.availability).toEqual({ monitor: 'api/public', results: 240, bad: 6, mostMs: 30 });
  expect(
    lines.filter(({ availability }) => availability === undefined).map(({ service }) => service),
  ).toEqual(['blind', 'idle']);
});

function rated(by: string, isRight: boolean): RunEvent {
  return { type: 'rated', at: t0, by, isRight };
}

test('ratings are the last word of each person on verdicts of that time', () => {
  const runs = [
    runAt(0, 'run-1', faulty, rated('U0SRE', false), rated('U0SRE', true), rated('U0ALI', false)),
    runAt(-2 * 86_400, 'run-2', faulty, rated('U0SRE', false)),
  ];
  expect(digestOf({ ...quiet, runs }).ratings).toEqual({ right: 1, wrong: 1 });
});

test('a median is of the middle, the worst stands beside it', () => {
  expect(spreadOf([])).toBeUndefined();
  expect(spreadOf([5, undefined, 1, 100])).toEqual({ of: 3, medianMs: 5, worstMs: 100 });
  expect(spreadOf([1, 3])).toEqual({ of: 2, medianMs: 2, worstMs: 3 });
});

test('a single failed check is never rounded away', () => {
  expect(percentUp({ results: 1_000_000, bad: 1 })).toBe('99.99');
  expect(percentUp({ results: 3, bad: 0 })).toBe('100');
});
