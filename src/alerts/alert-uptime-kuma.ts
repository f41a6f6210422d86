import { z } from 'zod';
import { momentOf, type ReadAlerts } from './alert.ts';
import { reasonOf } from './alert-reason.ts';

/** Error pages may be quoted in it: cut where it is shown. */
const text = z.string();

/**
 * Uptime Kuma's webhook with the preset `application/json` (its notification-providers/webhook.js): always these three
 * keys. A test message and a warning about a certificate have neither heartbeat nor monitor.
 */
const message = z.object({
  msg: text,
  heartbeat: z
    .looseObject({
      status: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
      time: text,
      msg: text.nullish(),
    })
    .nullable(),
  monitor: z.looseObject({ id: z.int().nonnegative(), name: text.min(1).max(4_000) }).nullable(),
});

const down = 0;
const up = 1;

export function readUptimeKumaAlerts(body: unknown, now: number): ReadAlerts {
  const parsed = message.safeParse(body);
  if (!parsed.success) return { ok: false, reason: reasonOf(parsed.error) };
  const { msg, heartbeat, monitor } = parsed.data;
  if (heartbeat === null && monitor === null)
    return { ok: true, alerts: [], notice: 'it works: a test, or a warning that is no outage' };
  if (heartbeat === null || monitor === null)
    return { ok: false, reason: 'heartbeat and monitor: one of them is missing' };
  // UTC, written without saying so: 2026-11-21 07:30:00.123
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/.test(heartbeat.time)
    ? momentOf(`${heartbeat.time.replace(' ', 'T')}Z`, now)
    : undefined;
  if (at === undefined)
    return { ok: false, reason: 'heartbeat.time: expected such as 2026-11-21 07:30:00.123' };
  // Pending and maintenance say neither.
  if (heartbeat.status !== down && heartbeat.status !== up) return { ok: true, alerts: [] };
  const said = heartbeat.msg ?? '';
  return {
    ok: true,
    alerts: [
      {
        fingerprint: `monitor-${monitor.id}`,
        state: heartbeat.status === down ? 'down' : 'up',
        startsAt: at,
        title: said === '' ? msg : `${monitor.name}: ${said}`,
        fields: { monitor, heartbeat },
      },
    ],
  };
}
