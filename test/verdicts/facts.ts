import { loadRunbooks } from '#app/load-runbooks.ts';
import type { Facts, Observation } from '#catalog/observation.ts';
import { unreachableFault } from '#needs/needs.ts';

const { rootLayers = {} } = loadRunbooks().diagnosis;

export type FactsByProbe = Readonly<Record<string, Facts | undefined>>;

/** A service behind nginx on one host, as every probe sees it when all is well. */
const well: FactsByProbe = {
  access: { reachable: true },
  process: {
    state: 'running',
    substate: 'running',
    name: 'payments',
    uptimeS: 3600,
    restarts: 0,
    crashLoop: false,
    pid: 4121,
    needReload: false,
    enabled: true,
  },
  listening: { port: 8000, open: true, reachable: true, addresses: ['127.0.0.1:8000'], ownerIsService: true },
  local: { outcome: 'answered', status: 200, alive: true, expectMet: true, latencyMs: 12, timeoutMs: 3000 },
  proxy: {
    kind: 'nginx',
    active: true,
    configOk: true,
    serving: true,
    serverMatch: 'exact',
    siteEnabled: true,
    upstream: 'http://127.0.0.1:8000',
    upstreamMatchesListen: true,
    throughOutcome: 'answered',
    throughStatus: 200,
    throughAlive: true,
    throughGatewayError: false,
    errorCount: 0,
  },
  public: {
    outcome: 'answered',
    status: 200,
    alive: true,
    expectMet: true,
    layer: 'app',
    layerSays: 'none',
    rateLimited: false,
    gatewayError: false,
  },
  logs: {
    signatures: [],
    rootSignature: 'none',
    rootSignatures: [],
    deniedPaths: [],
    serving: true,
    goodSigns: ['g-gunicorn'],
    errorCount: 0,
  },
};

/** What else is always so when nothing answers behind the proxy. */
export const badGateway: FactsByProbe = {
  local: { outcome: 'refused', alive: false, error: 'Connection refused', timeoutMs: 3000 },
  proxy: {
    ...well['proxy'],
    throughStatus: 502,
    throughAlive: false,
    throughGatewayError: true,
    errorSignature: 'ngx-refused',
  },
  public: {
    outcome: 'answered',
    status: 502,
    alive: false,
    expectMet: false,
    layer: 'nginx',
    layerSays: 'upstream_failed',
    gatewayError: true,
  },
};

export const notListening: FactsByProbe = { listening: { port: 8000, open: false }, ...badGateway };

/** The logs tell the layer of the cause that they name. */
function layerOf({ rootSignature }: Facts): Facts {
  const layer = rootLayers[String(rootSignature)];
  return layer === undefined ? {} : { rootLayer: layer };
}

/** The probe of a need tells the fault of its kind when nobody is there. */
function faultOf({ kind, outcome }: Facts): Facts {
  const fault = typeof kind === 'string' ? unreachableFault(kind, outcome) : undefined;
  return fault === undefined ? {} : { unreachable: fault };
}

/** `changes` replace single facts; undefined for a probe means it could not look at all. */
export function seen(...changes: readonly FactsByProbe[]): Observation[] {
  const merged: Record<string, Facts | undefined> = { ...well };
  for (const change of changes) {
    for (const [probe, facts] of Object.entries(change)) {
      const derived =
        facts === undefined
          ? {}
          : { ...layerOf(facts), ...(probe.startsWith('needs.') ? faultOf(facts) : {}) };
      merged[probe] = facts === undefined ? undefined : { ...merged[probe], ...derived, ...facts };
    }
  }
  return Object.entries(merged).map(([probe, facts]) => ({
    probe,
    ...(probe === 'public' || probe === 'edge' ? {} : { host: 'web-1' }),
    status: facts === undefined ? 'unknown' : 'ok',
    facts: facts ?? {},
    evidence: Object.entries(facts ?? {}).map(([fact, value]) => ({
      source: probe,
      text: `${fact}=${String(value)}`,
      about: [fact],
    })),
    says: { en: probe, fr: probe },
    tookMs: 5,
  }));
}
