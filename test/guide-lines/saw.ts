import { badGateway, type FactsByProbe, notListening } from '#test/verdicts/facts.ts';

export const stopped: readonly FactsByProbe[] = [
  { process: { state: 'stopped', substate: 'dead' } },
  notListening,
];
export const crashed: readonly FactsByProbe[] = [
  { process: { state: 'failed', failure: 'exit_code', exitCode: 1 } },
  notListening,
];
export const hangs: readonly FactsByProbe[] = [
  badGateway,
  { local: { outcome: 'timed_out', alive: false }, public: { status: 504 } },
];
export const answers500: readonly FactsByProbe[] = [
  {
    local: { status: 500, alive: false, expectMet: false },
    public: { status: 500, alive: false, expectMet: false },
  },
];
/** The service answers on its own port while users get a gateway error. */
export const proxyFails: readonly FactsByProbe[] = [
  badGateway,
  { local: { outcome: 'answered', status: 200, alive: true, expectMet: true } },
];

/** It crashed, and its log names the cause. */
export function crashedSaying(signature: string, subject?: string): readonly FactsByProbe[] {
  const logs = { rootSignature: signature, signatures: [signature], rootSignatures: [signature] };
  return [...crashed, { logs: { ...logs, ...(subject === undefined ? {} : { rootSubject: subject }) } }];
}

/** It was deployed four minutes ago. */
export const justDeployed: FactsByProbe = {
  deploy: {
    deployedRecently: true,
    deployedAgeS: 240,
    head: '1f2e3d4',
    subject: 'new prices',
    previous: '0a9b8c7',
  },
};

/** A service on a platform without a host: no proxy, port or local answer to look at. */
export const onPlatform: FactsByProbe = {
  access: undefined,
  listening: undefined,
  local: undefined,
  proxy: undefined,
  platform: {
    kind: 'coolify',
    name: 'shop-api',
    found: true,
    state: 'running',
    health: 'healthy',
    exposesWeb: true,
    hasPublicDomain: true,
    httpPort: 8000,
    building: false,
    newerFailed: false,
    deployedRecently: false,
  },
};
export const onCaprover: FactsByProbe = {
  ...onPlatform,
  platform: { ...onPlatform['platform'], kind: 'caprover', name: 'portal' },
  process: undefined,
};

/** What a platform's proxy answers when it finds nobody behind it. */
export function answeredBy(status: number, layer: string, layerSays: string): FactsByProbe {
  return {
    public: {
      outcome: 'answered',
      status,
      layer,
      layerSays,
      alive: status < 500,
      expectMet: false,
      gatewayError: status >= 502,
    },
  };
}
export const traefikRefused = answeredBy(502, 'traefik', 'upstream_failed');
export const traefikNobody = answeredBy(503, 'traefik', 'no_backend');
export const captainRefused = answeredBy(502, 'caprover', 'upstream_failed');
