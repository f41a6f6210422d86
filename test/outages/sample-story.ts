import { outageOf } from '#outages/outage-history.ts';
import type { Outage, OutageEvent, OutageVerdict, Signal } from '#outages/events.ts';
import type { Story } from '#outages/report/timeline.ts';
import { type PlanEvent, type PlanRun, planRunOf } from '#actions/events.ts';
import type { Plan } from '#actions/plan.ts';
import { type Run, type RunEvent, runOf } from '#diagnosis/events.ts';
import type { Verdict } from '#runbooks/verdict.ts';
import { begun, fixed, planned, restartPlan, stepEnded, verified } from '#test/sample-plans.ts';
import { asked, concluded, faulty, observed, started } from '#test/sample-runs.ts';

/** 20 November 2026, 03:00 UTC: the service begins to fail. */
export const t0 = Date.UTC(2026, 10, 20, 3, 0, 0);
const plannedAt = 1_795_220_000_000;

export function seen(state: 'down' | 'up', seconds: number, more: Partial<Signal> = {}): OutageEvent {
  const at = t0 + seconds * 1000;
  const says =
    state === 'down'
      ? { en: '3 of 5 checks failed: 502', fr: '3 contrôles sur 5 ont échoué : 502' }
      : { en: '2 checks in a row are fine: 200', fr: '2 contrôles de suite sont bons : 200' };
  return {
    type: 'seen',
    at,
    signal: {
      id: `monitor/api/${state}/${at}`,
      source: 'monitor',
      service: 'api',
      fingerprint: 'monitor/api/public',
      state,
      at,
      ...(state === 'down' ? { since: at - 12_000 } : {}),
      says,
      ...more,
    },
  };
}

export function opened(
  seconds: number,
  more: Partial<Extract<OutageEvent, { type: 'opened' }>> = {},
): OutageEvent {
  return {
    type: 'opened',
    at: t0 + seconds * 1000,
    service: 'api',
    channel: 'C0OPS',
    severity: 'critical',
    says: { en: '3 of 5 checks failed: 502', fr: '3 contrôles sur 5 ont échoué : 502' },
    ...more,
  };
}

export function shortOf({ id, outcome, headline, provisional, remedies }: Verdict): OutageVerdict {
  return { id, outcome, headline, provisional, remedies: remedies.map(({ action }) => action) };
}

/** A run of the sample verdict, asked for so many seconds after the failing began. */
export function runAt(seconds: number, id: string, verdict: Verdict, ...more: readonly RunEvent[]): Run {
  const at = t0 + seconds * 1000;
  const events: RunEvent[] = [
    { ...asked, at, trigger: { by: 'monitor', actor: 'resus' } } as RunEvent,
    { ...started, at },
    ...observed.map((event) => ({ ...event, at })),
    { ...concluded(verdict), at: at + 900 },
    ...more,
  ];
  const run = runOf(id, events);
  if (run === undefined) throw new Error('a sample run must exist');
  return run;
}

/** A plan's events of the samples, moved so that it was planned so many seconds after the failing began. */
export function planAt(seconds: number, id: string, events: readonly PlanEvent[]): PlanRun {
  const shift = t0 + seconds * 1000 - plannedAt;
  const run = planRunOf(
    id,
    events.map((event) => ({ ...event, at: event.at + shift })),
  );
  if (run === undefined) throw new Error('a sample begins with planned');
  return run;
}

export function resusAsks(plan: Plan): PlanEvent {
  const event = planned(plan);
  return { ...event, requester: { id: 'resus', via: 'monitor' }, outageId: 'out-1' } as PlanEvent;
}

const run = runAt(13, 'run-0123456789ab', faulty, {
  type: 'rated',
  at: t0 + 200_000,
  by: 'U0SRE',
  isRight: true,
});
const plan = planAt(14, 'plan-0123456789ab', [
  resusAsks(restartPlan),
  ...begun,
  stepEnded(),
  { type: 'verifying', at: plannedAt + 22_300 },
  verified,
  fixed,
]);

export const storyEvents: readonly OutageEvent[] = [
  opened(12),
  seen('down', 12),
  {
    type: 'diagnosis_asked',
    at: t0 + 13_000,
    runId: run.id,
    why: { en: 'it was just opened', fr: 'elle vient d’être ouverte' },
  },
  { type: 'diagnosed', at: t0 + 13_900, runId: run.id, verdict: shortOf(faulty) },
  { type: 'proposed', at: t0 + 14_000, runId: run.id, action: 'restart', planId: plan.id },
  {
    type: 'plan_moved',
    at: t0 + 14_000,
    plan: {
      id: plan.id,
      action: 'restart',
      title: restartPlan.title,
      state: 'waiting',
      isOwn: true,
    },
  },
  { type: 'acknowledged', at: t0 + 30_000, by: 'U0SRE' },
  {
    type: 'plan_moved',
    at: t0 + 47_100,
    plan: {
      id: plan.id,
      action: 'restart',
      title: restartPlan.title,
      state: 'ended',
      outcome: 'fixed',
      isOwn: true,
    },
  },
  seen('up', 60),
  { type: 'resolved', at: t0 + 360_000 },
];

export function outageFrom(events: readonly OutageEvent[], id = 'out-1'): Outage {
  const outage = outageOf(id, events);
  if (outage === undefined) throw new Error('a sample begins with opened');
  return outage;
}

/** A monitor sees it, a verdict in a second, an approved restart, proven, resolved. */
export const story: Story = {
  outage: outageFrom(storyEvents),
  events: storyEvents,
  runs: [run],
  plans: [plan],
  marks: [
    {
      id: 'mark-1',
      at: t0 - 300_000,
      service: 'api',
      kind: 'deploy',
      says: { en: 'release 41 by the pipeline', fr: 'version 41 par le pipeline' },
      commit: '4f2c9e1',
      link: 'https://ci.example.test/41',
    },
  ],
  people: { U0SRE: 'Rosa', U0ASKER: 'Ali' },
};
