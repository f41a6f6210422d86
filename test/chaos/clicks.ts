import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startWorkers } from '#jobs/workers.ts';
import { workerConnection } from '#redis/redis.ts';
import { startSshd } from '#test/integration/ssh/sshd.ts';
import { startRedis } from '#test/redis-server.ts';
import { chaosCatalog } from './mark-library.ts';
import { createPlanParts } from './plan-parts.ts';

export type ClickFigures = {
  readonly clicks: number;
  readonly counted: number;
  readonly refused: number;
  /** How often the first step ran on the host. */
  readonly ran: number;
  readonly tookMs: number;
};

/** So many clicks of one approver's finger and of others, at once and through two processes' connections: one run. */
export async function clicksAtOnce(clicks: number): Promise<ClickFigures> {
  const dir = mkdtempSync(join(tmpdir(), 'resus-clicks-'));
  const [server, sshd] = await Promise.all([startRedis(), startSshd()]);
  const catalog = chaosCatalog(sshd.host(), 1);
  const connections = [1, 2, 3].map(() => workerConnection(server.url, () => {}));
  const parts = connections.map((redis) => createPlanParts(redis, catalog));
  const [first, second, third] = parts;
  const [connection] = connections;
  if (first === undefined || second === undefined || third === undefined || connection === undefined)
    throw new Error('there are three');
  const workers = startWorkers({
    connection,
    diagnose: async () => ({ end: 'done' }),
    logs: async () => ({ end: 'done' }),
    look: async () => ({ end: 'done' }),
    makePlan: async () => ({ end: 'done' }),
    runPlan: first.runPlan,
    pump: async () => ({}),
    sweep: first.sweepPlans,
    log: first.log,
  });
  const planId = `plan-clicks-${process.pid}`;
  const marks = join(dir, 'marks');
  try {
    const ask = {
      service: 's0',
      action: 'mark',
      params: { file: marks, plan: planId, pause: '0.05' },
      requester: { id: 'U0ASKER', via: 'slack' },
      trigger: { by: 'slack', actor: 'U0ASKER' },
      triggerId: planId,
    } as const;
    await first.makePlan(planId, ask, new AbortController().signal);
    const digest = (await first.plans.find(planId))?.run.digest ?? '';
    const startedAt = performance.now();
    const decided = await Promise.all(
      Array.from({ length: clicks }, (_, i) =>
        (i % 2 === 0 ? second : third).decide({
          planId,
          by: { id: `U${i % 10}`, via: 'slack' },
          clickId: `click-${i}`,
          does: { kind: 'approve', digest },
        }),
      ),
    );
    const tookMs = Math.round(performance.now() - startedAt);
    while ((await first.plans.find(planId))?.run.state !== 'ended') await delay(50);
    const lines = existsSync(marks) ? readFileSync(marks, 'utf8').split('\n') : [];
    return {
      clicks,
      counted: decided.filter(({ outcome }) => outcome === 'counted').length,
      refused: decided.filter(({ outcome }) => outcome === 'refused').length,
      ran: lines.filter((line) => line.includes(' one ')).length,
      tookMs,
    };
  } finally {
    await workers.stop(1000);
    for (const one of parts) {
      one.pool.close();
      await one.queues.close();
    }
    for (const one of connections) one.disconnect();
    await server.stop();
    sshd.stop();
    rmSync(dir, { recursive: true, force: true });
    for (const step of ['1-one', '2-two', '3-three'])
      rmSync(join(homedir(), '.resus', `${planId}-web-1-${step}`), { recursive: true, force: true });
  }
}
