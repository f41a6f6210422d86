import type { Cause, Verdict } from '#runbooks/verdict.ts';
import type { Service } from '#catalog/catalog.ts';

/** A proxy that does not work at all takes every site behind it along; a wrong line for one site does not. */
const wholeProxy: ReadonlySet<string> = new Set([
  'proxy-down',
  'proxy-config-broken',
  'proxy-hanging',
  'proxy-not-listening',
  'ngx-workers',
]);
/** On the machine, but of this service alone. */
const ownHost: ReadonlySet<string> = new Set(['not-started-at-boot', 'oom-systemd', 'gun-worker-killed']);

/**
 * Names what a verdict blames when other services fail with it: a machine, its proxy, a database. Two outages with one
 * root are one event to the people who wait; undefined when the cause is the service's own.
 */
export function sharedCauseOf(verdict: Verdict, service: Service): string | undefined {
  if (verdict.outcome !== 'faulty' || verdict.provisional) return undefined;
  const host = verdict.hosts[0] ?? service.hosts[0];
  const onHost = host === undefined ? undefined : host;
  if (verdict.layer === 'access' || verdict.layer === 'host')
    return ownHost.has(verdict.id) || onHost === undefined ? undefined : `host/${onHost}`;
  if (verdict.layer === 'proxy')
    return wholeProxy.has(verdict.id) && onHost !== undefined ? `proxy/${onHost}` : undefined;
  return verdict.layer === 'dependency' ? needOf(verdict, service) : undefined;
}

/** Where the failing need is, as the catalog says it: the same for every service that needs it. */
function needOf({ proof }: Cause, service: Service): string | undefined {
  const kind = proof
    .map(({ probe }) => /^needs\.([a-z]+)/.exec(probe)?.[1])
    .find((found) => found !== undefined);
  // A worker is the service's own.
  if (kind === undefined || kind === 'worker') return undefined;
  for (const need of service.needs) {
    const detail = Object.entries(need).find(([name]) => name === kind)?.[1];
    if (detail === undefined) continue;
    const at =
      detail.address ?? detail.url ?? detail.unit ?? detail.docker ?? detail.coolify ?? detail.caprover;
    if (at === undefined) continue;
    // A loopback address is another machine's on another host.
    const host = detail.host ?? service.hosts[0] ?? '';
    return isGlobal(at) ? `need/${at}` : `need/${host}/${at}`;
  }
  return undefined;
}

function isGlobal(at: string): boolean {
  if (/^(?:env|file):/.test(at)) return true;
  return /[.:]/.test(at) && !/^(?:127\.|localhost|\[?::1)/.test(at) && /:\d+$|^https?:/.test(at);
}
