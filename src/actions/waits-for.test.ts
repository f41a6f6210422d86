import { expect, test } from 'vitest';
import type { PlanRun } from './events.ts';
import { planned, restartPlan, samplePlanRun } from '#test/sample-plans.ts';
import { waitsFor } from './waits-for.ts';

const run: PlanRun = {
  ...samplePlanRun(planned(restartPlan, { approvers: ['sre'] })),
  state: 'waiting',
  approvals: [],
};
const asker = run.requester.id;
const [approver = ''] = run.needs.approvers;

test('a plan waits for those who may approve it and have not', () => {
  expect(waitsFor(run, 'U0SRE', [approver])).toBe(true);
  expect(waitsFor(run, 'U0SRE', ['others'])).toBe(false);
  expect(waitsFor(run, asker, [approver])).toBe(false);
  const by = { id: 'U0SRE', via: 'slack' } as const;
  expect(waitsFor({ ...run, approvals: [{ by, at: 1 }] }, 'U0SRE', [approver])).toBe(false);
  expect(waitsFor({ ...run, state: 'running' }, 'U0SRE', [approver])).toBe(false);
});
