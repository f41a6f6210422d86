import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { referenceSchema } from './host.ts';

const fields = {
  /** So long must a service stay up before its outage counts as over. */
  resolve_after: durationSchema.optional(),
  /** Down again within this after it was over: the same outage, in the same thread. */
  reopen_within: durationSchema.optional(),
  remind_every: durationSchema.optional(),
  /** Ask for the best remedy at once; it still waits for its approval. */
  propose: z.boolean().optional(),
};

export const serviceOutagesSchema = z.strictObject(fields);

export const outagesSchema = z.strictObject({
  ...fields,
  /** Low-risk remedies that Resus proposes run without anyone's yes. Never higher ones. */
  auto_approve: z.enum(['never', 'low']).default('never'),
  /** The channel of the weekly digest; absent: `slack.channel`; false: nowhere. */
  digest: z.union([z.string().regex(/^[#CG]/), z.literal(false)]).optional(),
  /** Asked every minute while the monitors run: an outside watcher that hears nothing knows that Resus is down. */
  dead_man: z.strictObject({ url: referenceSchema }).optional(),
});

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const maintenanceSchema = z.union([
  z
    .strictObject({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) })
    .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { message: 'from: must be before to:' }),
  z.strictObject({
    on: z.array(z.enum(days)).min(1),
    at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'HH:MM'),
    for: durationSchema.refine((ms) => ms <= 24 * 3_600_000, { message: 'at most 1d' }),
    zone: z.string().refine(isZone, { message: 'a time zone such as Europe/Paris' }).default('UTC'),
  }),
]);
export type Maintenance = z.output<typeof maintenanceSchema>;

function isZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
