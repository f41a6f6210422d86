import { readFileSync } from 'node:fs';
import { startWorkers } from '#jobs/workers.ts';
import type { Host } from '#catalog/catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { chaosCatalog } from './mark-library.ts';
import { createPlanParts } from './plan-parts.ts';

/** A worker in a process of its own, to be killed: `node act-worker.ts REDIS SETTINGS-FILE`. Its locks are short. */
const [redisUrl = '', file = ''] = process.argv.slice(2);
const { host, services } = JSON.parse(readFileSync(file, 'utf8')) as { host: Host; services: number };
const connection = workerConnection(redisUrl, () => {});
const parts = createPlanParts(connection, chaosCatalog(host, services));

startWorkers({
  connection,
  diagnose: async () => ({ end: 'done' }),
  logs: async () => ({ end: 'done' }),
  look: async () => ({ end: 'done' }),
  makePlan: async () => ({ end: 'done' }),
  runPlan: parts.runPlan,
  pump: async () => ({}),
  sweep: parts.sweepPlans,
  log: parts.log,
  actLocks: { lockDuration: 2000, lockRenewTime: 700, stalledInterval: 1000 },
});
process.on('unhandledRejection', () => {});
process.send?.('ready');
