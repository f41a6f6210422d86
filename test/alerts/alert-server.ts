import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { openAlerts } from '#app/alerts.ts';
import { type HealthServer, type Readiness, startHealthServer } from '#app/health-server.ts';
import { createMetrics } from '#app/metrics.ts';
import { createRedact } from '#redaction/redact.ts';
import type { Signal } from '#outages/events.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { producerConnection, workerConnection } from '#redis/redis.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import type { RedisServer } from '#test/redis-server.ts';

export const token = 'an-invented-token-of-the-tests';

export const catalogText = `
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api: { host: web-1, run: { systemd: api } }
  shop: { host: web-1, run: { systemd: shop } }
`;

/** Deploys are kept for 90 days only, so one that was recorded longer ago is moved to an hour ago. */
export const deployedAt = new Date(Date.now() - 3_600_000).toISOString();

export function payload(name: string): string {
  const text = readFileSync(join(import.meta.dirname, 'payloads', `${name}.json`), 'utf8');
  return name === 'deploys' ? text.replace('2024-11-20T07:25:00Z', deployedAt) : text;
}

/** Every endpoint, with the token; tests of signatures say otherwise. */
export const withTokens = `${catalogText}
alerts:
  alertmanager: { token: env:RESUS_TEST_ALERTS }
  grafana: { token: env:RESUS_TEST_ALERTS }
  uptime-kuma: { token: env:RESUS_TEST_ALERTS, services: { Payments API: api } }
  generic:
    token: env:RESUS_TEST_ALERTS
    service_from: host.labels.app.example.test/service
    state_from: check.state
    down: [CRITICAL, 2]
    up: [OK, 0]
    title_from: check.name
    severity_from: level
    link_from: url
    fingerprint_from: check.id
    starts_from: check.since
  deploys: { token: env:RESUS_TEST_ALERTS }
`;

export type AlertServer = HealthServer & {
  /** What was taken from us, in order; empty it to see what comes next. */
  readonly taken: Signal[];
  readonly log: ReturnType<typeof createQuietLog>;
  readonly post: (path: string, body: string | Buffer, headers?: Record<string, string>) => Promise<Answered>;
  readonly counted: () => Promise<Record<string, number>>;
  readonly deliver: () => Promise<void>;
};
type Answered = { readonly status: number; readonly text: string };

/** The endpoints on the real health server and a real Redis; `take` may fail, as a Redis or an outage store may. */
export async function startAlertServer(
  server: RedisServer,
  yaml: string,
  take: (signals: readonly Signal[]) => Promise<void> = async () => {},
): Promise<AlertServer> {
  process.env['RESUS_TEST_ALERTS'] = token;
  const log = createQuietLog();
  const redis = producerConnection(server.url, () => {});
  const connection = workerConnection(server.url, () => {});
  await Promise.all([redis, connection].map((one) => ready(one)));
  const taken: Signal[] = [];
  const metrics = createMetrics({
    queues: async () => [],
    outages: async () => 0,
    followers: async () => [],
  });
  const catalog = readCatalog(yaml, 'resus.yaml');
  const alerts = await openAlerts(
    {
      catalog: { current: () => catalog, listen: () => {}, stop: () => {} },
      log,
      redact: createRedact([token]),
      redis,
      metrics,
    },
    connection,
    async (signals) => {
      await take(signals);
      taken.push(...signals);
    },
  );
  const health = await startHealthServer({ host: '127.0.0.1', port: 0 }, isReady, metrics, {
    '/alerts/': alerts.listener,
  });
  return {
    ...health,
    stop: async () => {
      await health.stop();
      redis.disconnect();
      connection.disconnect();
    },
    taken,
    log,
    deliver: alerts.deliver,
    post: async (path, body, headers = { authorization: `Bearer ${token}` }) => {
      const response = await fetch(`${health.url}/alerts/${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        headers: { 'content-type': 'application/json', ...headers },
      });
      return { status: response.status, text: await response.text() };
    },
    counted: async () => readCounts(await metrics.text()),
  };
}

async function isReady(): Promise<Readiness> {
  return { ready: true, parts: {} };
}

async function ready(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') await new Promise<void>((resolve) => redis.once('ready', () => resolve()));
}

/** `alertmanager/stored` → 2. */
function readCounts(text: string): Record<string, number> {
  const lines = text.matchAll(/^resus_alerts_total\{source="([^"]+)",outcome="([^"]+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, source, outcome, n]) => [`${source}/${outcome}`, Number(n)]));
}

/** What a pipeline sends that signs with openssl. */
export function signedHeaders(body: string, atMs: number, key = token): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const hex = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-resus-timestamp': timestamp, 'x-resus-signature': `sha256=${hex}` };
}

/** What Grafana sends with its HMAC settings filled in. */
export function grafanaHeaders(body: string, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const hex = createHmac('sha256', token).update(`${timestamp}:${body}`).digest('hex');
  return { 'x-grafana-alerting-timestamp': timestamp, 'x-grafana-alerting-signature': hex };
}
