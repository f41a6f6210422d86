import { z } from 'zod';
import { defineNeed } from './need-kind.ts';

/** A page or an API of somebody else, asked from the service's host. */
export const http = defineNeed({
  id: 'http',
  schema: z.strictObject({ url: z.url(), status: z.int().optional() }),
  examples: [
    { url: 'https://rates.example.test/health' },
    { url: 'https://rates.example.test/health', status: 200 },
  ],
});
