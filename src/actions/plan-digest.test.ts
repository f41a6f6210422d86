import { describe, expect, test } from 'vitest';
import { action, phrase, planned } from '#test/plan-samples.ts';
import { diffPlans } from './diff-plans.ts';
import { digestOf } from './plan-digest.ts';
import type { Plan } from './plan.ts';

/** Every leaf, changed one at a time. */
function mutants(
  value: unknown,
  put: (changed: unknown) => unknown,
  path = '',
): { path: string; plan: unknown }[] {
  if (Array.isArray(value))
    return value.flatMap((one, i) => mutants(one, (changed) => put(value.with(i, changed)), `${path}.${i}`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, one]) =>
      mutants(one, (changed) => put({ ...value, [key]: changed }), `${path}.${key}`),
    );
  return [
    {
      path,
      plan: put(
        typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}x`,
      ),
    },
  ];
}
describe('the digest of a plan', () => {
  const plan = planned('api', action({ steps: [{ verb: 'restart' }], undo: phrase, downtime: '3s' }));

  test('is the same however the plan was built', () => {
    expect(digestOf(JSON.parse(JSON.stringify(plan)) as Plan)).toBe(digestOf(plan));
    expect(digestOf(Object.fromEntries(Object.entries(plan).toReversed()) as unknown as Plan)).toBe(
      digestOf(plan),
    );
  });

  const all = mutants(plan, (changed) => changed);

  test.each(all)('$path changed gives another, and is told', ({ plan: changed }) => {
    expect(digestOf(changed as Plan)).not.toBe(digestOf(plan));
    expect(diffPlans(plan, changed as Plan).length).toBeGreaterThan(0);
  });

  test('covers address, login, host key, commands, verify and catalog', () => {
    const paths = all.map(({ path }) => path).join(' ');
    for (const part of [
      'address',
      'user',
      'hostKey',
      'command',
      'windowMs',
      'catalogHash',
      'risk',
      'version',
    ])
      expect(paths).toContain(part);
  });
});
