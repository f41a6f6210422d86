import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import { oneAtATime } from '#base/one-at-a-time.ts';
import type { Log } from '#base/log.ts';
import type { RecordSignals } from '#outages/events.ts';
import { createAlertStore } from '#alerts/redis-alert-store.ts';
import { createDeployMarkerStore } from '#alerts/redis-mark-store.ts';
import { createAcceptAlerts } from '#alerts/accept-alerts.ts';
import { createAlertEndpoints } from '#alerts/alert-endpoints.ts';
import { deliverSignals } from '#monitoring/run-monitor.ts';
import { readAlertGuard } from '#alerts/alert-guard.ts';
import type { ProcessContext } from './process-context.ts';
import type { RequestListener } from './health-server.ts';

export type Alerts = {
  readonly listener: RequestListener;
  /** Hands over what nobody has taken yet; safe to call at any time. */
  readonly deliver: () => Promise<void>;
};

/** A megabyte over a slow line; whoever takes longer holds a connection for nothing. */
const bodyWithinMs = 10_000;

/** `connection` waits for Redis; what is told over HTTP is stored over the core's, which answers or refuses at once. */
export async function openAlerts(
  core: Pick<ProcessContext, 'catalog' | 'redact' | 'redis' | 'metrics'> & { readonly log: Log },
  connection: Redis,
  take: RecordSignals,
): Promise<Alerts> {
  const { catalog, log, redact, metrics } = core;
  const read = () => readAlertGuard(catalog.current().alerts, log, systemClock);
  let guard = await read();
  catalog.listen(({ ok }) => {
    if (ok) void read().then((found) => (guard = found));
  });
  const store = createAlertStore(connection);
  // In a storm each delivery hands over what all before it left, so one under way and one waiting are enough.
  const deliver = oneAtATime(() => deliverSignals({ store, take }));
  const accept = createAcceptAlerts({
    config: () => catalog.current().alerts,
    services: () => Object.keys(catalog.current().services),
    keep: createAlertStore(core.redis).keep,
    keepDeployMarker: createDeployMarkerStore(core.redis).keepDeployMarker,
    deliver: () => {
      deliver().catch((error: unknown) => log.warn({ err: error }, 'alerts are delivered later'));
    },
    redact,
    clock: systemClock,
  });
  const listener = createAlertEndpoints({
    guard: (endpoint, headers) => guard(endpoint, headers),
    accept,
    count: metrics.countAlerts,
    bodyWithinMs,
    log,
  });
  return { listener, deliver };
}
