import { z } from 'zod';
import { type Alert, linkOf, momentOf, type ReadAlerts, severityOf } from './alert.ts';
import { reasonOf } from './alert-reason.ts';

const labels = z.record(z.string().max(1_000), z.string().max(4_000));

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
        // What only describes it may be as long as it likes: it is cut, and the alert counts.
        annotations: z.record(z.string(), z.string()).nullish(),
        startsAt: z.iso.datetime({ offset: true }),
        generatorURL: z.string().nullish(),
        panelURL: z.string().nullish(),
        dashboardURL: z.string().nullish(),
        fingerprint: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(5_000),
  /** How many of the group are not in it: `max_alerts` of both. */
  truncatedAlerts: z.number().nullish(),
});

type Told = z.output<typeof delivery>['alerts'][number];

export function readPrometheusAlerts(
  body: unknown,
  now: number,
  source: 'alertmanager' | 'grafana',
): ReadAlerts {
  const parsed = delivery.safeParse(body);
  if (!parsed.success) return { ok: false, reason: isLegacy(body) ? legacy : reasonOf(parsed.error) };
  const alerts: Alert[] = [];
  for (const [index, told] of parsed.data.alerts.entries()) {
    const startsAt = momentOf(told.startsAt, now);
    if (startsAt === undefined)
      return { ok: false, reason: `alerts.${index}.startsAt: ${told.startsAt} cannot be right` };
    alerts.push(alertOf(told, startsAt, source));
  }
  const { truncatedAlerts: left } = parsed.data;
  return {
    ok: true,
    alerts,
    ...(typeof left === 'number' && left > 0
      ? { notice: `truncatedAlerts: ${left} more alerts of this group were not sent; raise max_alerts there` }
      : {}),
  };
}

const legacy =
  "this is Grafana's legacy alerting, which ended with Grafana 11: expected alerts of unified alerting";

function isLegacy(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'ruleId' in body && !('alerts' in body);
}

function alertOf(told: Told, startsAt: number, source: 'alertmanager' | 'grafana'): Alert {
  const { alertname, instance } = told.labels;
  // grafana/alerting, notify/receivers.go: the button Test of a contact point.
  const isTest = source === 'grafana' && alertname === 'TestAlert' && instance === 'Grafana';
  return {
    fingerprint: told.fingerprint,
    state: told.status === 'firing' ? 'down' : 'up',
    startsAt,
    title: (source === 'grafana' ? ofNoValue(told) : undefined) ?? titleOf(told),
    ...severityOf(told.labels['severity']),
    ...linkOf(told.panelURL, told.dashboardURL, told.generatorURL),
    fields: told,
    ...(isTest ? { isTest } : {}),
  };
}

function titleOf({ annotations, labels: { alertname }, fingerprint }: Told): string {
  return annotations?.['summary'] ?? annotations?.['description'] ?? alertname ?? `alert ${fingerprint}`;
}

/**
 * Grafana's own alerts, in place of those of a rule that has nothing to judge. They carry the rule's texts, which would
 * say of a service what nobody measured.
 */
function ofNoValue({
  annotations,
  labels: { alertname, rulename = 'without a name' },
}: Told): string | undefined {
  if (alertname === 'DatasourceNoData') return `no data for the rule ${rulename}`;
  if (alertname !== 'DatasourceError') return undefined;
  const why = annotations?.['Error'];
  return `the rule ${rulename} cannot be evaluated${why === undefined ? '' : `: ${why}`}`;
}
