import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { workerConnection } from '#redis/redis.ts';
import { startSshd } from '#test/integration/ssh/sshd.ts';
import { startRedis } from '#test/redis-server.ts';
import { chanceOf } from './chance.ts';
import { chaosCatalog, marksEach } from './mark-library.ts';
import { createPlanParts } from './plan-parts.ts';

export type RunFigures = {
  readonly plans: number;
  readonly steps: number;
  readonly kills: number;
  readonly stops: number;
  readonly redisRestarts: number;
  /** Steps that ran more than once on the host. */
  readonly twice: number;
  /** Plans that were approved and neither ended nor say that a person must look. */
  readonly lost: number;
  readonly ended: Readonly<Record<string, number>>;
  readonly unknown: number;
  readonly tookMs: number;
};
export type RunSize = {
  readonly plans: number;
  readonly kills: number;
  readonly stops: number;
  readonly redisRestarts: number;
};

const workerFile = join(import.meta.dirname, 'act-worker.ts');
const giveUpAfterMs = 240_000;

/**
 * Risky plans on a real host while two worker processes are killed and frozen at random, and Redis is killed and started
 * again: what ran is counted on the host.
 */
export async function runsUnderChaos(seed: number, size: RunSize): Promise<RunFigures> {
  const startedAt = performance.now();
  const chance = chanceOf(seed);
  const dir = mkdtempSync(join(tmpdir(), 'resus-chaos-'));
  const [server, sshd] = await Promise.all([startRedis(), startSshd()]);
  const settings = join(dir, 'settings.json');
  const marks = join(dir, 'marks');
  writeFileSync(settings, JSON.stringify({ host: sshd.host(), services: size.plans }));
  const redis = workerConnection(server.url, () => {});
  const parts = createPlanParts(redis, chaosCatalog(sshd.host(), size.plans));
  const workers: ChildProcess[] = [];
  const start = (): void => void workers.push(fork(workerFile, [server.url, settings], { stdio: 'ignore' }));
  start();
  start();
  const ids = Array.from({ length: size.plans }, (_, i) => `plan-${seed}-${i}`);
  try {
    await Promise.all(
      ids.map(async (planId, i) => {
        await delay(chance() * size.plans * 60);
        await askAndApprove(parts, planId, {
          service: `s${i}`,
          file: marks,
          pause: (0.05 + chance() * 0.4).toFixed(2),
        });
      }),
    ).then(
      () => undefined,
      (error: unknown) => {
        throw new Error('asking failed', { cause: error });
      },
    );
    await Promise.all([
      disturb(size.kills, chance, async () => {
        const victim = workers.splice(Math.floor(chance() * workers.length), 1)[0];
        victim?.kill('SIGKILL');
        start();
      }),
      disturb(size.stops, chance, async () => {
        const victim = workers[Math.floor(chance() * workers.length)];
        victim?.kill('SIGSTOP');
        await delay(3500);
        victim?.kill('SIGCONT');
      }),
      disturb(size.redisRestarts, chance, async () => {
        await server.kill();
        await delay(500);
        await server.restart();
      }),
    ]);
    const left = await untilTold(parts, ids);
    return {
      ...(await figuresOf(parts, ids, marks)),
      ...size,
      lost: left.length,
      tookMs: Math.round(performance.now() - startedAt),
    };
  } finally {
    for (const worker of workers) {
      worker.kill('SIGCONT');
      worker.kill('SIGKILL');
    }
    parts.pool.close();
    await parts.queues.close();
    redis.disconnect();
    await server.stop();
    sshd.stop();
    rmSync(dir, { recursive: true, force: true });
    for (const id of ids)
      for (const step of ['1-one', '2-two', '3-three'])
        rmSync(join(homedir(), '.resus', `${id}-web-1-${step}`), { recursive: true, force: true });
  }
}

type Parts = ReturnType<typeof createPlanParts>;

async function askAndApprove(
  parts: Parts,
  planId: string,
  { service, file, pause }: { readonly service: string; readonly file: string; readonly pause: string },
): Promise<void> {
  const ask = {
    service,
    action: 'mark',
    params: { file, plan: planId, pause },
    requester: { id: 'U0ASKER', via: 'slack' },
    trigger: { by: 'slack', actor: 'U0ASKER' },
    triggerId: planId,
  } as const;
  await parts.makePlan(planId, ask, new AbortController().signal);
  const digest = (await parts.plans.find(planId))?.run.digest ?? '';
  const by = { id: 'U0SRE', via: 'slack' } as const;
  const decided = await parts.decide({ planId, by, clickId: 'yes', does: { kind: 'approve', digest } });
  if (decided.outcome !== 'counted')
    throw new Error(`${planId} was not approved: ${JSON.stringify(decided)}`);
}

async function disturb(times: number, chance: () => number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    await delay(200 + chance() * 1500);
    await work();
  }
}

/** Every plan has an end, or says that a person must look; what is left when patience is over is lost. */
async function untilTold(parts: Parts, ids: readonly string[]): Promise<string[]> {
  const giveUpAt = performance.now() + giveUpAfterMs;
  let open = [...ids];
  while (open.length > 0 && performance.now() < giveUpAt) {
    const found = await Promise.all(
      open.map(async (id) => [id, (await parts.plans.find(id))?.run.state] as const),
    );
    open = found.filter(([, state]) => state !== 'ended' && state !== 'unknown').map(([id]) => id);
    await delay(300);
  }
  return open;
}

async function figuresOf(parts: Parts, ids: readonly string[], marks: string) {
  const lines = existsSync(marks) ? readFileSync(marks, 'utf8').trim().split('\n') : [];
  const seen = new Map<string, number>();
  for (const line of lines) {
    const key = line.split(' ').slice(0, 2).join(' ');
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const ended: Record<string, number> = {};
  let unknown = 0;
  let incomplete = 0;
  for (const id of ids) {
    const run = (await parts.plans.find(id))?.run;
    if (run?.state === 'unknown') unknown += 1;
    if (run?.outcome !== undefined) ended[run.outcome] = (ended[run.outcome] ?? 0) + 1;
    const ran = [...seen.keys()].filter((key) => key.startsWith(`${id} `)).length;
    // What is told as done must have been done, all of it.
    if (run?.outcome === 'done' && ran !== marksEach) incomplete += 1;
  }
  if (incomplete > 0) ended['done, but not all of it'] = incomplete;
  return {
    steps: lines.length,
    twice: [...seen.values()].filter((count) => count > 1).length,
    ended,
    unknown,
  };
}
