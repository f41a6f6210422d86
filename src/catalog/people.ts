import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { referenceSchema } from './host.ts';

export const personSchema = z.strictObject({
  slack_group: z
    .string()
    .regex(/^S[A-Z0-9]+$/)
    .optional(),
  users: z.array(z.string().regex(/^[UW][A-Z0-9]+$/)).optional(),
  ssh_key: z.string().optional(),
  totp: referenceSchema.optional(),
  /** The address to which an escalation is posted as JSON, beside Slack: a pager, an SMS gateway. */
  webhook: referenceSchema.optional(),
});

/** The approvers of a risk, how many are needed, and until when. */
const approvalSchema = z.strictObject({
  approvers: z.array(z.string()).default([]),
  need: z.int().min(1).max(5).optional(),
  expires: durationSchema.optional(),
  second_factor: z.boolean().optional(),
});

/** The rules of a service beyond the common policy. */
export const servicePolicySchema = z.strictObject({
  low: approvalSchema.partial().optional(),
  high: approvalSchema.partial().optional(),
  critical: approvalSchema.partial().optional(),
  /** Action → what it costs here. Lowering a risk is told at start and by doctor. */
  risk: z.record(z.string(), z.enum(['low', 'high', 'critical'])).optional(),
  budget: z.strictObject({ actions: z.int().min(1), per: durationSchema }).optional(),
});

export const policySchema = z.strictObject({
  low: approvalSchema.optional(),
  high: approvalSchema.optional(),
  critical: approvalSchema.optional(),
  request: z.array(z.string()).default(['everyone']),
  break_glass: z.boolean().default(true),
  budget: z.strictObject({ actions: z.int().min(1), per: durationSchema }).optional(),
});
