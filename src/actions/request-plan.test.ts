import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { markLibrary } from '#test/chaos/mark-library.ts';
import { type AskPlanDeps, createRequestPlan } from './request-plan.ts';
import type { MakePlanPayload } from './payloads.ts';

const catalog = readCatalog(
  JSON.stringify({
    policy: { request: ['ops'] },
    hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' } },
    services: { api: { host: 'web-1', run: { systemd: 'payments' } } },
  }),
  'ask.yaml',
);

function asking(more: Partial<AskPlanDeps> = {}) {
  const queued: MakePlanPayload[] = [];
  const ask = createRequestPlan({
    catalog: () => catalog,
    library: () => markLibrary,
    plans: { frozen: async () => undefined },
    namesOf: async () => ['ops'],
    queues: { makePlan: async (payload) => void queued.push(payload) },
    redact: createRedact([]),
    clock: { now: () => 1000 },
    ...more,
  });
  const word = (params: Record<string, string>, action = 'mark', service = 'api') =>
    ask({
      service,
      action,
      params,
      requester: { id: 'U0ASKER', via: 'slack' },
      trigger: { by: 'slack', actor: 'U0ASKER' },
      triggerId: 'click',
    });
  return { word, queued };
}

test('an ask is queued under a name of its click, so that the same click again is the same plan', async () => {
  const { word, queued } = asking();
  expect(await word({ pause: '1' })).toEqual(await word({ pause: '1' }));
  expect(new Set(queued.map(({ planId }) => planId)).size).toBe(1);
});

test('a typed secret is refused before it stands in a job, and not said back', async () => {
  const { word, queued } = asking();
  const refused = await word({ password: 'hunter2-correct-horse' });
  expect(refused.outcome).toBe('refused');
  expect(JSON.stringify(refused)).not.toContain('hunter2');
  expect(queued).toEqual([]);
});

test('misspelt names get the nearest ones, whoever may not ask is told who may, frozen is said', async () => {
  const { word } = asking();
  expect(await word({}, 'mrak')).toMatchObject({ outcome: 'closest', what: 'action', names: ['mark'] });
  expect(await word({}, 'mark', 'aip')).toMatchObject({
    outcome: 'closest',
    what: 'service',
    names: ['api'],
  });
  expect(await asking({ namesOf: async () => [] }).word({})).toMatchObject({
    message: { with: { who: ['ops'] } },
  });
  const cold = { frozen: async () => ({ by: 'U0SRE', reason: 'deploy day', at: 1 }) };
  expect(await asking({ plans: cold }).word({})).toMatchObject({
    message: { with: { reason: 'deploy day' } },
  });
});
