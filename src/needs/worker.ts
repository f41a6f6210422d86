import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed } from './need-kind.ts';

/** What does the service's work in the background: its unit is looked at, and Celery is asked over its broker. */
export const worker = defineNeed({
  id: 'worker',
  schema: z.strictObject({ ...needFields, celery: z.string().optional() }),
  examples: [{ supervisor: 'payments-worker' }, { unit: 'payments-worker', celery: 'payments' }],
});
