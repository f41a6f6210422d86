import type { Clock } from '#base/clock.ts';
import { idOf } from '#base/ids.ts';
import type { Redact } from '#redaction/redact.ts';
import type { DeployMarker, Signal } from '#outages/events.ts';
import type { AlertEndpoint, AlertsConfig } from '#catalog/alerts.ts';
import { closestTo } from '#catalog/find-service.ts';
import { type Alert, type ReadAlerts, textAt } from './alert.ts';
import { markOf, readDeploy } from './alert-deploy.ts';
import { type Answer, refused } from './alert-endpoints.ts';
import { readGenericAlerts } from './alert-generic.ts';
import { readPrometheusAlerts } from './alert-prometheus.ts';
import { readUptimeKumaAlerts } from './alert-uptime-kuma.ts';

/** `key` is of the alert in this state, `otherKey` of the state that it ends: of each alert, the last one told counts. */
export type ToldAlert = { readonly key: string; readonly otherKey: string; readonly signal: Signal };
type Kept = { readonly outcome: 'kept'; readonly fresh: number } | { readonly outcome: 'signature_used' };

export type AcceptDeps = {
  readonly config: () => AlertsConfig;
  /** Names of the catalog. */
  readonly services: () => readonly string[];
  /** Durable when it resolves, all or nothing, the same keys again change nothing; rejects while Redis is away. */
  readonly keep: (told: readonly ToldAlert[], now: number, signature?: string) => Promise<Kept>;
  readonly keepDeployMarker: (mark: DeployMarker, now: number, signature?: string) => Promise<Kept>;
  /** Something was kept: hand it over. Never rejects. */
  readonly deliver: () => void;
  readonly redact: Redact;
  readonly clock: Clock;
};
type Source = Exclude<AlertEndpoint, 'deploys'>;

/** Reads what was delivered, finds its services, and stores it. */
export function createAcceptAlerts(deps: AcceptDeps) {
  return (endpoint: AlertEndpoint, json: unknown, signature?: string): Promise<Answer> =>
    endpoint === 'deploys'
      ? acceptDeploy(deps, json, signature)
      : acceptAlerts(deps, endpoint, json, signature);
}

async function acceptAlerts(
  deps: AcceptDeps,
  source: Source,
  json: unknown,
  signature: string | undefined,
): Promise<Answer> {
  const now = deps.clock.now();
  const config = deps.config()[source];
  const read = config === undefined ? undefined : readAlerts(deps.config(), source, json, now);
  if (config === undefined || read === undefined) return refused(404, 'no such endpoint, or it is off');
  if (!read.ok) return refused(422, deps.redact(read.reason));
  const told: ToldAlert[] = [];
  const strangers: string[] = [];
  const tests: string[] = [];
  for (const alert of read.alerts) {
    const named = textAt(alert.fields, config.service_from);
    const service = ourName(deps, config.services, named);
    const unnamed = (): string => stranger(deps, `alerts.${source}`, config.service_from, named);
    if (alert.isTest === true) tests.push(service === undefined ? unnamed() : `its service is ${service}`);
    else if (service === undefined) strangers.push(unnamed());
    else told.push(toldOf(deps, source, alert, service, now));
  }
  const notice = [...new Set(strangers), ...(read.notice === undefined ? [] : [read.notice])]
    .slice(0, 5)
    .join('\n');
  const { length: unknown } = strangers;
  if (told.length === 0 && unknown > 0)
    return { status: 422, text: notice, counts: { unknown_service: unknown } };
  if (told.length === 0) {
    const works = tests.map((says) => `it works: a test, nothing of it is stored; ${says}`);
    const text = works[0] ?? read.notice ?? 'understood: nothing in it to store';
    return { status: 200, text, counts: { nothing: 1 } };
  }
  const kept = await deps.keep(told, now, signature);
  if (kept.outcome === 'signature_used') return refused(409, signatureUsed);
  // Also when nothing is new: what was told again may be waiting since an answer that was lost.
  deps.deliver();
  const repeated = told.length - kept.fresh;
  return {
    status: 200,
    text: [`stored: ${kept.fresh} new, ${repeated} known before`, notice].filter(Boolean).join('\n'),
    counts: { stored: kept.fresh, repeated, ...(unknown === 0 ? {} : { unknown_service: unknown }) },
    ...(notice === '' ? {} : { notice }),
  };
}

async function acceptDeploy(deps: AcceptDeps, json: unknown, signature?: string): Promise<Answer> {
  const now = deps.clock.now();
  const read = readDeploy(json, now);
  if (!read.ok) return refused(422, deps.redact(read.reason));
  const named = read.deploy.service;
  const service = ourName(deps, deps.config().deploys?.services ?? {}, named);
  if (service === undefined)
    return {
      status: 422,
      text: stranger(deps, 'alerts.deploys', 'service', named),
      counts: { unknown_service: 1 },
    };
  const kept = await deps.keepDeployMarker(markOf(read.deploy, service, now, deps.redact), now, signature);
  if (kept.outcome === 'signature_used') return refused(409, signatureUsed);
  return {
    status: 200,
    text: kept.fresh === 1 ? 'stored' : 'known before',
    counts: kept.fresh === 1 ? { stored: 1 } : { repeated: 1 },
  };
}

const signatureUsed = 'this signature was accepted before, and what it signed was stored then';

function readAlerts(
  config: AlertsConfig,
  source: Source,
  json: unknown,
  now: number,
): ReadAlerts | undefined {
  switch (source) {
    case 'alertmanager':
    case 'grafana':
      return readPrometheusAlerts(json, now, source);
    case 'uptime-kuma':
      return readUptimeKumaAlerts(json, now);
    case 'generic':
      return config.generic && readGenericAlerts(json, now, config.generic);
  }
}

function ourName(
  { services }: AcceptDeps,
  theirNames: Readonly<Record<string, string>>,
  named: string | undefined,
): string | undefined {
  if (named === undefined) return undefined;
  const wanted = Object.hasOwn(theirNames, named) ? theirNames[named] : named.trim().toLowerCase();
  return services().find((name) => name === wanted);
}

function stranger({ services, redact }: AcceptDeps, at: string, path: string, named?: string): string {
  const closest = closestTo(named ?? '', services()).join(', ') || 'none';
  if (named === undefined)
    return `${path}: there is no text that names a service; set it, or ${at}.service_from (services: ${closest})`;
  // Cut first because it may be a megabyte, and cut again so that no half of a secret is left.
  const shown = redact(named.slice(0, 1_000)).slice(0, 100);
  return `${path}: "${shown}" is no service of the catalog; closest: ${closest}; or map it in ${at}.services`;
}

/** A line of Slack, not a page; what is looked through for secrets before is longer, so that no half of one is left. */
const longestTitle = 500;
const lookedThrough = 4_000;

function toldOf(deps: AcceptDeps, source: Source, alert: Alert, service: string, now: number): ToldAlert {
  const keyOf = (state: Alert['state']): string =>
    idOf('alert', source, service, alert.fingerprint, String(alert.startsAt ?? now), state);
  const key = keyOf(alert.state);
  const otherKey = keyOf(alert.state === 'down' ? 'up' : 'down');
  // With the time, since the same alert may come again after its end; of those told at once the first one is kept.
  const id = idOf('alert', key, String(now));
  return { key, otherKey, signal: { id, ...sightingOf(deps, source, alert, service, now) } };
}

function sightingOf(
  { redact }: AcceptDeps,
  source: Source,
  alert: Alert,
  service: string,
  now: number,
): Omit<Signal, 'id'> {
  const text = redact(alert.title.slice(0, lookedThrough)).slice(0, longestTitle);
  return {
    source,
    service,
    // A generic one is whatever text its path leads to.
    fingerprint: `${source}/${redact(alert.fingerprint)}`,
    state: alert.state,
    at: now,
    ...(alert.startsAt === undefined || alert.state === 'up' ? {} : { since: alert.startsAt }),
    // Titles say what is wrong, also in the message that it is over.
    says: {
      en: alert.state === 'down' ? '{source}: {text}' : '{source}, resolved: {text}',
      fr: alert.state === 'down' ? '{source} : {text}' : '{source}, résolu : {text}',
      with: { source: shownAs[source], text },
    },
    ...(alert.severity === undefined ? {} : { severity: alert.severity }),
    ...(alert.link === undefined ? {} : { link: redact(alert.link) }),
  };
}

const shownAs: Readonly<Record<Source, string>> = {
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  'uptime-kuma': 'Uptime Kuma',
  generic: 'webhook',
};
