import { z } from 'zod';
import { recordKind } from '#redis/record.ts';
import type { MonitorState } from './monitor-state.ts';

const monitorState: z.ZodType<MonitorState> = z.looseObject({
  state: z.enum(['up', 'down']),
  ring: z.array(z.tuple([z.number(), z.enum(['ok', 'bad', 'unknown'])])),
  since: z.exactOptional(z.number()),
});

/** What is known of a monitor, as it stands in Redis. */
export const storedMonitorState = recordKind('state of a monitor', monitorState);
