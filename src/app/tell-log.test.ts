import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { storyEvents } from '#test/outages/sample-story.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { approved, planned, restartPlan } from '#test/sample-plans.ts';
import { asked, concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { openRedisServices, type RedisServices } from './redis-services.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';

describeWith(['redis'], 'the log of what happens', () => {
  let server: RedisServer;
  let redis: Redis;
  let parts: RedisServices;
  const log = createQuietLog();
  const told = () => log.lines.splice(0).map(({ message, data }) => [message, data]);
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
    parts = openRedisServices(redis, sampleCatalog, log);
  });
  afterAll(async () => {
    await parts.queues.close();
    redis.disconnect();
    await server.stop();
  });

  test('a run is told when it is asked for and when it is concluded, and each event once', async () => {
    for (const [i, event] of [asked, started, ...observed, concluded(faulty)].entries()) {
      const one = { runId: 'run-1', eventId: String(i), event };
      await parts.runs.append(one);
      await parts.runs.append(one);
    }
    expect(told()).toEqual([
      ['run asked', { runId: 'run-1', service: 'api', by: 'slack', actor: expect.any(String) }],
      [
        'run concluded',
        expect.objectContaining({ runId: 'run-1', verdict: faulty.id, outcome: 'faulty', final: true }),
      ],
    ]);
  });

  test('a plan is told with who asked, who agreed to which digest, and how each step ended', async () => {
    const append = (eventId: string, event: typeof approved) =>
      parts.plans.append({ planId: 'plan-1', eventId, event });
    await append('planned', planned(restartPlan));
    await append('approved', approved);
    const fence = await parts.plans.start('plan-1', 'worker-1');
    await parts.plans.claim({ planId: 'plan-1', fence, step: 's1', nonce: 'n', at: 1 });
    const result = { outcome: 'succeeded', output: 'much text', tookMs: 5, toldBy: 'worker' } as const;
    const finish = () => parts.plans.finish({ planId: 'plan-1', step: 's1', nonce: 'n', result });
    await finish();
    await finish();
    const lines = told();
    expect(lines.map(([message]) => message)).toEqual(['plan planned', 'plan approved', 'plan step ended']);
    expect(lines[0]?.[1]).toMatchObject({ action: 'restart', service: 'api', risk: 'high', needs: 1 });
    expect(lines[1]?.[1]).toMatchObject({ by: expect.stringMatching(/^U/), digest: expect.any(String) });
    expect(lines[2]?.[1]).toEqual({
      planId: 'plan-1',
      step: 's1',
      outcome: 'succeeded',
      tookMs: 5,
      toldBy: 'worker',
    });
    expect(JSON.stringify(lines)).not.toContain('much text');
  });

  test('an outage is told from its beginning to its end, without every repeat of what was seen', async () => {
    for (const [i, event] of storyEvents.entries())
      await parts.outages.append({
        outageId: 'out-1',
        service: 'api',
        ifSeq: i,
        at: event.at,
        events: [{ eventId: String(i), event }],
      });
    const lines = told();
    expect(lines.at(0)).toEqual(['outage opened', expect.objectContaining({ service: 'api' })]);
    expect(lines.at(-1)?.[0]).toBe('outage resolved');
    expect(lines.some(([message]) => message === 'outage seen')).toBe(false);
    for (const [, line] of lines) expect(line).toMatchObject({ outageId: 'out-1', service: 'api' });
  });
});
