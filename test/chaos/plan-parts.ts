import { createLookAtService } from '#diagnosis/look-at-service.ts';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { loadHelper } from '#app/load-helper.ts';
import { systemClock } from '#base/clock.ts';
import { createDecidePlan } from '#actions/decide-plan.ts';
import type { Look } from '#diagnosis/observe-service.ts';
import { createMakePlan } from '#actions/make-plan.ts';
import { createQueues } from '#jobs/queues.ts';
import { createRunPlan } from '#actions/run-plan.ts';
import type { StepExecutor } from '#actions/run-step.ts';
import { createSweepPlans } from '#actions/sweep-plans.ts';
import type { Library } from '#runbooks/library.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Observation } from '#catalog/observation.ts';
import { createPool } from '#ssh/pool.ts';
import { createPlanStore } from '#actions/redis-plan-store.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { markLibrary } from './mark-library.ts';

/** Plans wired as the app wires them, over real Redis and real SSH; nobody looks and nothing is shown. */
export type PlanPartsOptions = {
  readonly executor?: Partial<StepExecutor>;
  readonly library?: Library;
  /** What a look sees; nothing when left out. */
  readonly look?: () => readonly Observation[];
  /** A real look instead. */
  readonly lookWith?: Look;
};

export function createPlanParts(redis: Redis, catalog: Catalog, options: PlanPartsOptions = {}) {
  const log = createQuietLog();
  const queues = createQueues(redis, log);
  const plans = createPlanStore(redis);
  const pool = createPool({
    findHost: (name) => catalog.hosts[name],
    readReference: (reference) => Promise.resolve(readFileSync(reference.replace(/^file:/, ''))),
    knownHostsFiles: [],
    sshConfigFile: '/nonexistent/ssh_config',
    clock: systemClock,
    log,
  });
  const executor: StepExecutor = {
    act: pool.act,
    state: pool.actState,
    stop: pool.actStop,
    call: async () => ({ outcome: 'refused', output: '', tookMs: 0 }),
    resolve: async () => undefined,
    ...options.executor,
  };
  const looking = {
    catalog: () => catalog,
    library: () => options.library ?? markLibrary,
    look: options.lookWith ?? (async () => options.look?.() ?? []),
    clock: systemClock,
  };
  const common = {
    plans,
    queues,
    executor,
    log,
    ...looking,
    lookAtService: createLookAtService(looking),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    helper: loadHelper(),
    redact: (text: string) => text,
    resolveLogin: async (host: string) => ({
      host,
      address: '127.0.0.1',
      port: 22,
      user: 'bot',
      hostKey: '',
    }),
    tell: async () => {},
    showTail: async () => {},
    worker: `chaos/${process.pid}`,
    setOffBy: async () => [],
  };
  return {
    ...common,
    pool,
    makePlan: createMakePlan(common),
    runPlan: createRunPlan(common),
    sweepPlans: createSweepPlans(common),
    decide: createDecidePlan({
      ...common,
      namesOf: async () => ['sre'],
      listedNamesOf: () => [],
      checkCode: async () => 'no_seed',
    }),
  };
}
