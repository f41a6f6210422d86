import { z } from 'zod';
import type { Desk } from '../desk.ts';

/** Far beyond what a person breaks by hand; keeps a slip from breaking the sandbox for good. */
const TIMES_MAX = 1000;

const method = z.string().min(1);
const times = z.number().int().min(1).max(TIMES_MAX).default(1);

/** What the fault panel may break; the fields are those of wire/faults.ts. */
const faults = z.union([
  z.object({ clear: z.literal(true) }),
  z.object({ sockets: z.enum(['recycle', 'kill', 'freeze']) }),
  z.object({ limits: z.object({ tiers: z.boolean(), channel: z.boolean() }) }),
  z.object({ refuse_block: z.string(), off: z.boolean().default(false) }),
  z.object({ kind: z.literal('rate_limit'), method, times, retry_after_s: z.number().min(0).default(1) }),
  z.object({
    kind: z.literal('status'),
    method,
    times,
    status: z.number().int().min(400).max(599).default(500),
  }),
  z.object({ kind: z.literal('refuse'), method, times, error: z.string() }),
  z.object({ kind: z.enum(['drop', 'lose']), method, times }),
  z.object({ kind: z.literal('delay'), method, times, delay_ms: z.number().int().min(0).max(60_000) }),
]);

function breakCalls(desk: Desk, fault: Extract<z.infer<typeof faults>, { kind: string }>): void {
  switch (fault.kind) {
    case 'rate_limit':
      return desk.faults.rateLimit(fault.method, { times: fault.times, retryAfterS: fault.retry_after_s });
    case 'status':
      return desk.faults.fail(fault.method, fault);
    case 'refuse':
      return desk.faults.refuse(fault.method, fault.error, fault.times);
    case 'drop':
      return desk.faults.drop(fault.method, fault.times);
    case 'lose':
      return desk.faults.lose(fault.method, fault.times);
    case 'delay':
      return desk.faults.delay(fault.method, fault.delay_ms, fault.times);
  }
}

export function setFault(desk: Desk, body: unknown): { status: number; result: Record<string, unknown> } {
  const parsed = faults.safeParse(body);
  if (!parsed.success) return { status: 400, result: { ok: false, error: z.prettifyError(parsed.error) } };
  const fault = parsed.data;
  if ('clear' in fault) desk.faults.clear();
  else if ('limits' in fault) desk.faults.limits = fault.limits;
  else if ('refuse_block' in fault) {
    if (fault.off) desk.faults.refusedBlocks.delete(fault.refuse_block);
    else desk.faults.refusedBlocks.add(fault.refuse_block);
  } else if ('kind' in fault) breakCalls(desk, fault);
  else if (fault.sockets === 'kill') desk.sockets.kill();
  else if (fault.sockets === 'freeze') desk.sockets.freeze();
  else void desk.sockets.recycle();
  return { status: 200, result: { ok: true } };
}
