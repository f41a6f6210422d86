import { defineProbe, type FactType } from '../probe.ts';
import type { ShellAsk } from '#catalog/ask.ts';
import { type NginxAnswers, nginxAsks, readNginx } from './nginx.ts';
import { otherProxyAsks, otherProxyOf, readOtherProxy } from './other-proxies.ts';

const proxyFacts = {
  kind: 'string',
  installed: 'boolean',
  active: 'boolean',
  activeState: 'string',
  configOk: 'boolean',
  configError: 'string',
  configErrorFile: 'string',
  serving: 'boolean',
  serverMatch: 'string',
  serverName: 'string',
  site: 'string',
  siteEnabled: 'boolean',
  siteExists: 'boolean',
  location: 'string',
  returns: 'string',
  upstream: 'string',
  upstreams: 'list',
  upstreamScheme: 'string',
  upstreamHost: 'string',
  upstreamPort: 'number',
  upstreamSocket: 'string',
  upstreamMatchesListen: 'boolean',
  upstreamMismatch: 'string',
  errorSignature: 'string',
  errorUpstream: 'string',
  errorUpstreamPort: 'number',
  errorAgeS: 'number',
  errorCount: 'number',
  throughOutcome: 'string',
  throughStatus: 'number',
  throughAlive: 'boolean',
  throughGatewayError: 'boolean',
  throughLayer: 'string',
  logsReadable: 'boolean',
} as const satisfies Readonly<Record<string, FactType>>;

/** The proxy on the service's host: is it up, is its configuration sound, and where does it send this service's requests? */
export const proxy = defineProbe({
  id: 'proxy',
  title: { en: 'Proxy', fr: 'Proxy' },
  scope: 'host',
  usualMs: 100,
  facts: proxyFacts,
  asks: ({ service }): Record<string, ShellAsk> | undefined => {
    if (service.proxy?.nginx !== undefined) return nginxAsks(service);
    const other = otherProxyOf(service);
    return other === undefined ? undefined : otherProxyAsks(service, other);
  },
  read: (answers, target) => {
    const other = target.service.proxy?.nginx === undefined ? otherProxyOf(target.service) : undefined;
    return other === undefined
      ? readNginx(answers as NginxAnswers, target)
      : readOtherProxy(other, answers, target);
  },
});
