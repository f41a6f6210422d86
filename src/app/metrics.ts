import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PlanEvent } from '#actions/events.ts';
import type { RunEvent } from '#diagnosis/events.ts';

export type Metrics = {
  readonly contentType: string;
  readonly text: () => Promise<string>;
  readonly countRunEvent: (event: RunEvent) => void;
  readonly countAlerts: (source: string, outcome: string, by: number) => void;
  readonly countPlanEvent: (event: PlanEvent, action: string) => void;
  readonly countFollowerFailure: (follower: string) => void;
};

/** Asked at each scrape, so that a number is never staler than the look at it. */
export type MetricSources = {
  readonly queues: () => Promise<
    readonly {
      readonly name: string;
      readonly waiting: number;
      readonly active: number;
      readonly failed: number;
    }[]
  >;
  readonly outages: () => Promise<number>;
  readonly followers: () => Promise<
    readonly { readonly follower: string; readonly lag: number; readonly failing: number }[]
  >;
};

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'resus_' });
  const verdicts = new Counter({
    name: 'resus_verdicts_total',
    help: 'Final verdicts by outcome and id',
    labelNames: ['outcome', 'verdict'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'resus_diagnosis_seconds',
    help: 'From the start of a look to its final verdict',
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 16],
    registers: [registry],
  });
  const observed = new Counter({
    name: 'resus_observations_total',
    help: 'Observations by probe and status',
    labelNames: ['probe', 'status'],
    registers: [registry],
  });
  const ratings = new Counter({
    name: 'resus_ratings_total',
    help: 'What people said of verdicts',
    labelNames: ['right'],
    registers: [registry],
  });
  const plans = new Counter({
    name: 'resus_plans_total',
    help: 'Plans by how they ended',
    labelNames: ['end'],
    registers: [registry],
  });
  const unknownSteps = new Counter({
    name: 'resus_steps_unknown_total',
    help: 'Steps of which nobody knew how they ended',
    labelNames: ['action'],
    registers: [registry],
  });
  const alerts = new Counter({
    name: 'resus_alerts_total',
    help: 'Alerts and deploys told over HTTP by endpoint and what became of them; what could not be read counts once',
    labelNames: ['source', 'outcome'],
    registers: [registry],
  });
  const jobs = new Gauge({
    name: 'resus_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers: [],
    async collect() {
      for (const { name, ...states } of await sources.queues().catch(() => [])) {
        for (const [state, count] of Object.entries(states)) this.set({ queue: name, state }, count);
      }
    },
  });
  registry.registerMetric(jobs);
  const outages = new Gauge({
    name: 'resus_outages_open',
    help: 'Services that are down now',
    registers: [],
    async collect() {
      const open = await sources.outages().catch(() => undefined);
      if (open !== undefined) this.set(open);
    },
  });
  registry.registerMetric(outages);
  const failures = new Counter({
    name: 'resus_follower_failures_total',
    help: 'Failures of what follows the log of events, by follower; each is tried again',
    labelNames: ['follower'],
    registers: [registry],
  });
  const lag = new Gauge({
    name: 'resus_follower_lag',
    help: 'Lines of the log of events that a follower has not passed yet',
    labelNames: ['follower'],
    registers: [],
    async collect() {
      const all = await sources.followers().catch(() => []);
      for (const one of all) this.set({ follower: one.follower }, one.lag);
    },
  });
  registry.registerMetric(lag);
  const failing = new Gauge({
    name: 'resus_follower_failing',
    help: 'Runs, plans and outages that a follower does not get on with',
    labelNames: ['follower'],
    registers: [],
    async collect() {
      const all = await sources.followers().catch(() => []);
      for (const one of all) this.set({ follower: one.follower }, one.failing);
    },
  });
  registry.registerMetric(failing);
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    countAlerts: (source, outcome, by) => alerts.inc({ source, outcome }, by),
    countPlanEvent: (event, action) => {
      if (event.type === 'ended') plans.inc({ end: event.end });
      if (event.type === 'step_unknown') unknownSteps.inc({ action });
    },
    countFollowerFailure: (follower) => failures.inc({ follower }),
    countRunEvent: (event) => {
      if (event.type === 'observed')
        observed.inc({ probe: event.observation.probe, status: event.observation.status });
      if (event.type === 'rated') ratings.inc({ right: String(event.isRight) });
      if (event.type !== 'concluded' || event.verdict.provisional) return;
      verdicts.inc({ outcome: event.verdict.outcome, verdict: event.verdict.id });
      seconds.observe(event.tookMs / 1_000);
    },
  };
}
