import type { Redis } from 'ioredis';
import type { PlanEvent } from '#actions/events.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { storyEvents } from '#test/outages/sample-story.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { approved, planned, restartPlan } from '#test/sample-plans.ts';
import { asked, concluded, faulty, observed, started } from '#test/sample-runs.ts';
import { createTellEvents } from './followers.ts';
import { openRedisServices, type RedisServices } from './redis-services.ts';

describeWith(['redis'], 'the log of what happens', () => {
  let server: RedisServer;
  let redis: Redis;
  let parts: RedisServices;
  const log = createQuietLog();
  const append = (eventId: string, event: PlanEvent) =>
    parts.plans.append({ planId: 'plan-1', eventId, event });
  /** What the follower tells of everything that happened to one of them. */
  const told = async (of: string, id: string) => {
    const [progress] = await parts.events.progress('log', [{ of, id }]);
    await createTellEvents(log, parts)({ of, id, from: 1, to: progress?.seq ?? 0 });
    return log.lines.splice(0).map(({ message, data }) => [message, data]);
  };
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
    parts = openRedisServices(redis, log);
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
    expect(await told('run', 'run-1')).toEqual([
      ['run asked', { runId: 'run-1', service: 'api', by: 'slack', actor: expect.any(String) }],
      [
        'run concluded',
        expect.objectContaining({ runId: 'run-1', verdict: faulty.id, outcome: 'faulty', final: true }),
      ],
    ]);
  });

  test('a plan is told with who asked, who agreed to which digest, and how each step ended', async () => {
    await append('planned', planned(restartPlan));
    await append('approved', approved);
    const result = { outcome: 'succeeded', output: 'much text', tookMs: 5, toldBy: 'worker' } as const;
    const ended = { type: 'step_ended', at: 5, step: 's1', result } as const;
    await append('ended/s1', ended);
    await append('ended/s1', ended);
    const lines = await told('plan', 'plan-1');
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
    const lines = await told('outage', 'out-1');
    expect(lines.at(0)).toEqual(['outage opened', expect.objectContaining({ service: 'api' })]);
    expect(lines.at(-1)?.[0]).toBe('outage resolved');
    expect(lines.some(([message]) => message === 'outage seen')).toBe(false);
    for (const [, line] of lines) expect(line).toMatchObject({ outageId: 'out-1', service: 'api' });
  });
});
