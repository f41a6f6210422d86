import { createHash } from 'node:crypto';
import type { Plan } from './plan.ts';

/**
 * What an approval approves. Over the canonical plan: the same content has the same digest however it was built, and any
 * other has another. When and by whom it was asked is no part of it, nor the words for what it cures, which tell the time.
 */
export function digestOf(plan: Plan): string {
  const { cures: _cures, ...evidence } = plan.evidence;
  return createHash('sha256')
    .update(canonical({ ...plan, evidence }))
    .digest('hex');
}

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`);
  return `{${parts.join(',')}}`;
}
