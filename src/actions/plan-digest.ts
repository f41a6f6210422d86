import { createHash } from 'node:crypto';
import { canonical } from '#base/canonical.ts';
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
