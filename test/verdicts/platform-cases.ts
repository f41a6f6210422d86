import type { Case } from './case.ts';
import type { FactsByProbe } from './facts.ts';

/** A service on a platform without a host: no proxy, port or local answer to look at. */
const onPlatform: FactsByProbe = {
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

function answers(status: number, layer: string, layerSays: string): FactsByProbe {
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
const refused = answers(502, 'traefik', 'upstream_failed');
const noBackend = answers(503, 'traefik', 'no_backend');
const captain502 = answers(502, 'caprover', 'upstream_failed');
const captain: FactsByProbe = { platform: { kind: 'caprover', name: 'portal' }, process: undefined };

/** Coolify and CapRover: their settings, their proxy, their deployments. */
export const platformCases: readonly Case[] = [
  { name: 'all is well on Coolify', saw: [onPlatform], verdict: 'healthy' },
  {
    name: 'all is well on CapRover',
    saw: [onPlatform, captain],
    verdict: 'healthy',
  },
  {
    name: 'stopped on Coolify',
    saw: [
      onPlatform,
      noBackend,
      { platform: { state: 'stopped' }, process: { state: 'stopped' }, logs: undefined },
    ],
    verdict: 'backend-not-running',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'Coolify stopped it after too many crashes',
    saw: [
      onPlatform,
      noBackend,
      {
        platform: { state: 'stopped', gaveUp: true, restarts: 10 },
        process: { state: 'failed', failure: 'gave_up', restarts: 10 },
        logs: undefined,
      },
    ],
    verdict: 'coolify-gave-up',
    symptoms: ['backend-crashed', 'bad-gateway'],
  },
  {
    name: 'Coolify lost the server and nobody answers',
    saw: [
      onPlatform,
      {
        platform: { serverReachable: false },
        process: undefined,
        logs: undefined,
        public: { outcome: 'timed_out', alive: false, gatewayError: false, error: 'timed out' },
      },
    ],
    verdict: 'platform-server-lost',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'Coolify lost the server but the service answers',
    saw: [onPlatform, { platform: { serverReachable: false }, process: undefined, logs: undefined }],
    verdict: 'healthy',
    warnings: ['platform-lost-sight'],
  },
  {
    name: 'deleted on the platform',
    saw: [
      onPlatform,
      noBackend,
      { platform: { found: false, state: 'x' }, process: undefined, logs: undefined },
    ],
    verdict: 'platform-app-unknown',
  },
  {
    name: 'not exposed',
    saw: [onPlatform, captain, answers(200, 'caprover', 'no_route'), { platform: { exposesWeb: false } }],
    verdict: 'platform-not-exposed',
    symptoms: ['public-unexpected'],
  },
  {
    name: 'its domain is not attached',
    saw: [onPlatform, noBackend, { platform: { hasPublicDomain: false } }],
    verdict: 'platform-domain-missing',
    symptoms: ['platform-no-route', 'bad-gateway'],
  },
  {
    name: 'HTTPS is off',
    saw: [
      onPlatform,
      {
        platform: { https: false },
        public: { outcome: 'certificate', alive: false, expectMet: false, error: 'SELF_SIGNED' },
      },
    ],
    verdict: 'platform-https-off',
    symptoms: ['tls-invalid'],
  },
  {
    name: 'the proxy asks another port than the log tells',
    saw: [onPlatform, refused, { logs: { boundPort: 3000 } }],
    verdict: 'platform-port-mismatch',
    symptoms: ['platform-proxy-refused', 'bad-gateway'],
  },
  {
    name: 'the proxy asks another port than PORT tells',
    saw: [onPlatform, captain, captain502, { platform: { httpPortMatchesEnv: false } }],
    verdict: 'platform-port-mismatch',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'listens on loopback inside its container',
    saw: [onPlatform, captain, captain502, { logs: { boundLoopback: true, boundPort: 8000 } }],
    verdict: 'container-loopback',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'a failed deployment while the old version serves',
    saw: [onPlatform, { platform: { newerFailed: true } }],
    verdict: 'healthy',
    warnings: ['deployment-failed'],
  },
  {
    name: 'crashes since it was deployed',
    saw: [
      onPlatform,
      noBackend,
      {
        platform: { state: 'restarting', deployedRecently: true, deployedAgeS: 240, lastGood: 'abc' },
        process: { state: 'restarting', crashLoop: true, restarts: 5 },
        logs: undefined,
      },
    ],
    verdict: 'crash-loop',
    warnings: ['deployed-just-before'],
  },
  {
    name: 'an emergency image that was never reverted',
    saw: [onPlatform, captain, { platform: { definition: './captain-definition-emergency' } }],
    verdict: 'healthy',
    warnings: ['emergency-definition'],
  },
  {
    name: 'a deployment under way',
    saw: [
      onPlatform,
      noBackend,
      { platform: { building: true, state: 'stopped' }, process: { state: 'stopped' } },
    ],
    verdict: 'being-deployed',
    symptoms: ['backend-not-running', 'bad-gateway'],
  },
  {
    name: 'no container on the host',
    saw: [onPlatform, noBackend, { platform: { state: 'stopped' }, process: { state: 'not_found' } }],
    verdict: 'container-gone',
    symptoms: ['unit-not-found', 'bad-gateway'],
  },
  {
    name: 'restarts again and again, as only its log tells',
    saw: [onPlatform, captain, captain502, { logs: { starts: 6, newestAgeS: 20, serving: false } }],
    verdict: 'app-restarting',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'fails its health check',
    saw: [
      onPlatform,
      noBackend,
      { platform: { health: 'unhealthy', healthCheck: true }, process: { health: 'unhealthy' } },
    ],
    verdict: 'platform-unhealthy',
    symptoms: ['platform-no-route', 'bad-gateway'],
  },
  {
    name: 'hangs behind the proxy',
    saw: [onPlatform, answers(504, 'traefik', 'upstream_timeout')],
    verdict: 'platform-app-slow',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'hangs behind the proxy of CapRover',
    saw: [onPlatform, captain, answers(504, 'nginx', 'upstream_timeout')],
    verdict: 'platform-app-slow',
  },
  {
    name: 'answers an error by itself',
    saw: [onPlatform, answers(500, 'app', 'none')],
    verdict: 'public-app-error',
  },
  {
    name: 'its database is gone, as its log tells',
    saw: [onPlatform, answers(500, 'app', 'none'), { logs: { rootSignature: 'mongo-unreachable' } }],
    verdict: 'mongo-unreachable',
    symptoms: ['public-app-error'],
  },
  {
    name: 'answers something else',
    saw: [onPlatform, answers(404, 'app', 'none')],
    verdict: 'public-unexpected',
  },
  {
    name: 'runs, but the proxy has no route',
    saw: [onPlatform, noBackend],
    verdict: 'platform-no-route',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'runs, but refuses the proxy',
    saw: [onPlatform, refused],
    verdict: 'platform-proxy-refused',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'the platform has not noticed yet that it runs again',
    saw: [onPlatform, { platform: { state: 'stopped' }, process: { state: 'running' } }],
    verdict: 'healthy',
    warnings: ['platform-status-stale'],
  },
  {
    name: 'the platform has not noticed yet that it stopped',
    saw: [onPlatform, noBackend, { process: { state: 'stopped' } }],
    verdict: 'backend-not-running',
    warnings: ['platform-status-stale'],
  },
];
