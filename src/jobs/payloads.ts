import { z } from 'zod';

/** The thread whose outbox has work. */
export const pumpPayload = z.strictObject({ thread: z.string() });
export type PumpPayload = z.output<typeof pumpPayload>;
