import { z } from 'zod';
import { needAddress, needFields } from '#catalog/need.ts';
import { defineNeed } from './need-kind.ts';

/** Anything else with a port: that it can be connected to is all there is to know. */
export const tcp = defineNeed({
  id: 'tcp',
  schema: z.strictObject({ ...needFields, address: needAddress }),
  examples: [{ address: '192.0.2.7:8125' }],
});
