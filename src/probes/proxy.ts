import { defineProbe, type FactType } from './probe.ts';
import { type NginxAsks, nginxAsks, readNginx } from './nginx.ts';

export const proxyFacts = {
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
export const proxy = defineProbe<NginxAsks>({
  id: 'proxy',
  scope: 'host',
  usualMs: 100,
  facts: proxyFacts,
  asks: (target) => (target.service.proxy?.nginx === undefined ? undefined : nginxAsks(target.service)),
  read: readNginx,
});
