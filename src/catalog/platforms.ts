import { z } from 'zod';
import { referenceSchema } from './host.ts';

const baseUrl = z.url({ protocol: /^https?$/ });

export const platformsSchema = z.strictObject({
  coolify: z
    .strictObject({
      url: baseUrl,
      read_token: referenceSchema.optional(),
      deploy_token: referenceSchema.optional(),
    })
    .optional(),
  caprover: z
    .strictObject({ url: baseUrl, password: referenceSchema.optional(), otp: referenceSchema.optional() })
    .optional(),
});
