import { z } from 'zod';
import { type Alert, linkOf, momentOf, type ReadAlerts, severityOf } from './alert.ts';
import { reasonOf } from './alert-reason.ts';

const text = z.string().max(4_000);
const labels = z.record(z.string().max(1_000), text);

/**
 * Alertmanager's webhook, version 4 (its notify/webhook and template.Data), and Grafana's, which has the same alerts in
 * it and more beside them. One delivery holds a whole group.
 */
const delivery = z.object({
  alerts: z
    .array(
      z.looseObject({
        status: z.enum(['firing', 'resolved']),
        labels,
        annotations: labels.nullish(),
        startsAt: z.iso.datetime({ offset: true }),
        generatorURL: text.nullish(),
        panelURL: text.nullish(),
        dashboardURL: text.nullish(),
        fingerprint: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(5_000),
});

type Told = z.output<typeof delivery>['alerts'][number];

export function readPrometheusAlerts(body: unknown, now: number): ReadAlerts {
  const parsed = delivery.safeParse(body);
  if (!parsed.success) return { ok: false, reason: reasonOf(parsed.error) };
  const alerts: Alert[] = [];
  for (const [index, told] of parsed.data.alerts.entries()) {
    const startsAt = momentOf(told.startsAt, now);
    if (startsAt === undefined)
      return { ok: false, reason: `alerts.${index}.startsAt: ${told.startsAt} cannot be right` };
    alerts.push(alertOf(told, startsAt));
  }
  return { ok: true, alerts };
}

function alertOf(told: Told, startsAt: number): Alert {
  const { annotations } = told;
  return {
    fingerprint: told.fingerprint,
    state: told.status === 'firing' ? 'down' : 'up',
    startsAt,
    title:
      annotations?.['summary'] ??
      annotations?.['description'] ??
      told.labels['alertname'] ??
      `alert ${told.fingerprint}`,
    ...severityOf(told.labels['severity']),
    ...linkOf(told.panelURL, told.dashboardURL, told.generatorURL),
    fields: told,
  };
}
