import { expect, test } from 'vitest';
import type { PlanRun } from './events.ts';
import { planned, restartPlan, samplePlanRun } from '#test/sample-plans.ts';
import { pendingApprovers } from './pending-approvers.ts';

const run: PlanRun = {
  ...samplePlanRun(planned(restartPlan, { approvers: ['sre'] })),
  state: 'waiting',
  approvals: [],
};
const asker = run.requester.id;
const [approver = ''] = run.needs.approvers;

test('a plan waits for those who may approve it and have not', () => {
  expect(pendingApprovers(run, 'U0SRE', [approver])).toBe(true);
  expect(pendingApprovers(run, 'U0SRE', ['others'])).toBe(false);
  expect(pendingApprovers(run, asker, [approver])).toBe(false);
  const by = { id: 'U0SRE', via: 'slack' } as const;
  expect(pendingApprovers({ ...run, approvals: [{ by, at: 1 }] }, 'U0SRE', [approver])).toBe(false);
  expect(pendingApprovers({ ...run, state: 'running' }, 'U0SRE', [approver])).toBe(false);
});
