import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Observation } from '#catalog/observation.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { workerConnection } from '#redis/redis.ts';
import { readLibrary } from '#runbooks/library.ts';
import { createPlanParts } from '#test/chaos/plan-parts.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { planResultCard } from './cards/plan-result-card.ts';
import type { PlanRun } from './events.ts';

const library = readLibrary([
  {
    file: 'diagnosis.yaml',
    text: `
diagnosis: service
version: 1
layers: [process, health]
tree:
  - { layer: process, first: [{ if: { process.state: stopped }, then: down }] }
  - { layer: health, first: [{ if: { public.alive: true }, then: healthy }] }
verdicts:
  down: { title: { en: d, fr: d }, headline: { en: "it is down", fr: "arrêté" }, remedies: [try] }
  healthy: { level: health, title: { en: h, fr: h }, headline: { en: "it is well", fr: "va bien" } }
`,
  },
  {
    file: 'try.yaml',
    text: `
action: try
version: 1
title: { en: Try, fr: Essayer }
risk: high
undo: { en: u, fr: u }
verify: { window: 10ms, within: 50ms }
steps: [{ id: change, run: [change] }]
otherwise: [{ id: back, run: [back] }]
`,
  },
]);
const catalog = readCatalog(
  JSON.stringify({
    people: { sre: { users: ['U0SRE'] } },
    policy: { high: { approvers: ['sre'], need: 1 } },
    hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' }, 'web-2': { address: '192.0.2.6', user: 'bot' } },
    services: { api: { hosts: ['web-1', 'web-2'], run: { systemd: 'api' } } },
  }),
  'unseen.yaml',
);
const signal = new AbortController().signal;
const seenAs = (
  probe: string,
  host: string | undefined,
  facts: Observation['facts'] | undefined,
): Observation => ({
  probe,
  ...(host === undefined ? {} : { host }),
  status: facts === undefined ? 'unknown' : facts['state'] === 'stopped' ? 'bad' : 'ok',
  facts: facts ?? {},
  evidence: [{ source: probe, text: JSON.stringify(facts) }],
  says: facts === undefined ? { en: 'systemd did not answer', fr: 'systemd muet' } : { en: 'seen', fr: 'vu' },
  tookMs: 1,
});

describeWith(['redis'], 'a plan that ran, after which not all can be seen', () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => void (await redis.flushall()));
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** Both hosts are down, and well once the command ran there; `silent` do not answer any more after it. */
  async function runOn(silent: readonly string[]): Promise<{ run: PlanRun; ran: string[] }> {
    const ran: string[] = [];
    const look = (): Observation[] => [
      seenAs('public', undefined, { alive: true }),
      ...['web-1', 'web-2'].map((host) => {
        const isUp = ran.includes(`${host} change`);
        return seenAs(
          'process',
          host,
          isUp && silent.includes(host) ? undefined : { state: isUp ? 'running' : 'stopped' },
        );
      }),
    ];
    const parts = createPlanParts(redis, catalog, {
      library,
      look,
      executor: {
        act: async (host, { command }) => {
          ran.push(`${host} ${command}`);
          return { outcome: 'succeeded', output: 'ok', code: 0, tookMs: 1 };
        },
      },
    });
    const trigger = { by: 'slack', actor: 'U0ASKER' } as const;
    const requester = { id: 'U0ASKER', via: 'slack' } as const;
    const ask = { service: 'api', action: 'try', params: {}, requester, trigger, triggerId: 'plan-1' };
    await parts.makePlan('plan-1', ask, signal);
    const digest = (await parts.plans.find('plan-1'))?.run.digest ?? '';
    const by = { id: 'U0SRE', via: 'slack' } as const;
    await parts.decide({ planId: 'plan-1', by, clickId: 'yes', does: { kind: 'approve', digest } });
    await parts.runPlan('plan-1', signal);
    const run = (await parts.plans.find('plan-1'))?.run;
    if (run === undefined) throw new Error('the plan is kept');
    return { run, ran };
  }

  test('is fixed when every host is seen to be well', async () => {
    const { run, ran } = await runOn([]);
    expect(ran).toEqual(['web-1 change', 'web-2 change']);
    expect(run.outcome).toBe('fixed');
    expect(planResultCard(run, 'en').text).toContain('✅ process (web-1): seen');
  });

  test('stops before the next host, and takes nothing back', async () => {
    const { run, ran } = await runOn(['web-1']);
    expect(ran).toEqual(['web-1 change']);
    expect(run.outcome).toBe('not_all_seen');
  });

  test('is neither fixed nor failed when the last host is not seen, and its row has no tick', async () => {
    const { run } = await runOn(['web-2']);
    expect(run.outcome).toBe('not_all_seen');
    expect(run.end).toMatchObject({ says: { with: { unseen: 'process (web-2)' } } });
    expect(run.verified.at(-1)?.ok).toBe(false);
    const { text } = planResultCard(run, 'en');
    expect(text).toContain('⚪ process (web-2): systemd did not answer');
    expect(text).toContain('⚪ Try — It ran, but not all could be seen');
  });
});
