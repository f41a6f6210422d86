import { stringify } from 'yaml';
import { openTransport } from '#app/probe-transport.ts';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { createIdentity } from '#slack/identity.ts';
import { systemClock } from '#base/clock.ts';
import { startWorkspace } from '@resus/sandbox';
import { createClients } from '#slack/client.ts';
import { createMemberships } from '#slack/memberships.ts';
import { createOwnTeam } from '#slack/own-team.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createLog } from '#app/log.ts';
import { createObserveDirectly } from '#diagnosis/observe-service.ts';
import { startWorkers } from '#jobs/workers.ts';
import { allProbes } from '#probes/all-probes.ts';
import { actionSchema } from '#runbooks/action.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { createPlanParts } from '#test/chaos/plan-parts.ts';
import { labMissing } from '#test/lab/lab.ts';
import { bootSystem } from '#test/lab/systems/system.ts';
import { systemdDjango } from '#test/lab/systems/systemd-django.ts';
import { startRedis } from '#test/redis-server.ts';

/** From the approving click to the first command on the host, on a real host; the fresh look before it is told apart. */
const rounds = Number(process.env['ROUNDS'] ?? 20);

const reason = labMissing();
if (reason) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}
const [host, server] = await Promise.all([bootSystem(systemdDjango), startRedis()]);
const written = {
  ...systemdDjango.catalog(host),
  people: { sre: { users: ['U0SRE'] } },
  policy: { high: { approvers: ['sre'], need: 1 } },
};
const catalog = readCatalog(stringify(written), 'bench.yaml');
const builtIn = loadRunbooks();
// The host's own clock says when it ran; the lab shares ours.
const mark = actionSchema.parse({
  action: 'mark',
  version: 1,
  title: { en: 'Mark', fr: 'Marquer' },
  risk: 'high',
  verify: { cures: false },
  steps: [{ run: ['date', '+%s%N'] }],
});
const library = { ...builtIn, actions: new Map([...builtIn.actions, ['mark', mark]]) };
const transport = openTransport(
  () => catalog,
  createLog('silent', (text) => text),
);
const direct = createObserveDirectly({ transport, probes: allProbes });
let lookMs = 0;
const redis = workerConnection(server.url, () => {});
const parts = createPlanParts(redis, catalog, {
  library,
  executor: { act: transport.pool.act, state: transport.pool.actState, stop: transport.pool.actStop },
  lookWith: async (...args) => {
    const startedAt = performance.now();
    const seen = await direct(...args);
    lookMs = performance.now() - startedAt;
    return seen;
  },
});
const workers = startWorkers({
  connection: redis,
  diagnose: async () => ({ end: 'done' }),
  logs: async () => ({ end: 'done' }),
  look: async () => ({ end: 'done' }),
  makePlan: async () => ({ end: 'done' }),
  runPlan: parts.runPlan,
  pump: async () => ({}),
  sweep: parts.sweepPlans,
  log: parts.log,
});
const totals: number[] = [];
const looks: number[] = [];
const others: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const planId = `plan-bench-${process.pid}-${round}`;
  const trigger = { by: 'slack', actor: 'U0ASKER' } as const;
  const requester = { id: 'U0ASKER', via: 'slack' } as const;
  const ask = { service: 'api', action: 'mark', params: {}, requester, trigger, triggerId: planId };
  await parts.makePlan(planId, ask, new AbortController().signal);
  const digest = (await parts.plans.find(planId))?.run.digest ?? '';
  const clickedAt = performance.timeOrigin + performance.now();
  await parts.decide({
    planId,
    by: { id: 'U0SRE', via: 'slack' },
    clickId: 'yes',
    does: { kind: 'approve', digest },
  });
  let run = (await parts.plans.find(planId))?.run;
  while (run?.state !== 'ended') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    run = (await parts.plans.find(planId))?.run;
  }
  const ranAt = Number(run.ran[0]?.result?.output.trim().slice(0, 16)) / 1000;
  // The first round warms connections and code.
  if (round === 0) continue;
  totals.push(ranAt - clickedAt);
  looks.push(lookMs);
  others.push(ranAt - clickedAt - lookMs);
}
await workers.stop(1000);
parts.pool.close();
transport.close();
await parts.queues.close();
redis.disconnect();
await Promise.all([host.down(), server.stop()]);
console.log(`\napproval to first command on a lab host, ${rounds} rounds      min     p50     max  (ms)`);
for (const [name, times] of Object.entries({
  'click → first command, in all': totals,
  'of it the fresh look (evidence re-check)': looks,
  'everything else': others,
})) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0).padStart(7);
  console.log(`${name.padEnd(54)}${at(0)} ${at(0.5)} ${at(1)}`);
}
const lookUps: number[] = [];
// What is measured is Resus: a sandbox that refuses would measure Slack's limits.
const workspace = await startWorkspace({ limits: false });
const { interactive: client } = createClients(workspace, createQuietLog());
const group = { ...catalog, people: { sre: { slack_group: 'S0SRE' } } };
for (let round = 0; round < rounds; round += 1) {
  const startedAt = performance.now();
  // New ones each time: nothing is remembered.
  const ownTeam = createOwnTeam(client);
  await Promise.all([
    createIdentity({ client, ownTeam, log: createQuietLog() }).whyNot('U0AMARA', 'act'),
    createMemberships({ client, catalog: () => group, clock: systemClock }).namesOf({
      id: 'U0AMARA',
      via: 'slack',
    }),
  ]);
  lookUps.push(performance.now() - startedAt);
}
await workspace.stop();
const middle = lookUps.toSorted((a, b) => a - b)[Math.floor(lookUps.length / 2)] ?? 0;
console.log(
  `Before it, who clicked is looked up (record, groups; nothing remembered): p50 ${middle.toFixed(0)} ms on the stand-in.`,
);
