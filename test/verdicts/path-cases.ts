import type { Case } from './case.ts';
import { badGateway } from './facts.ts';

/** What is wrong with the answer, the proxy, the way from outside. */
export const pathCases: readonly Case[] = [
  {
    name: 'hangs',
    saw: [
      { local: { outcome: 'timed_out', alive: false } },
      { public: { ...badGateway['public'], status: 504 } },
      { proxy: { throughGatewayError: true, throughAlive: false, throughStatus: 504 } },
    ],
    verdict: 'backend-hanging',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'drops requests',
    saw: [badGateway, { local: { outcome: 'empty_reply' } }],
    verdict: 'worker-dying',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'speaks another protocol',
    saw: [badGateway, { local: { outcome: 'protocol' } }],
    verdict: 'not-http',
  },
  {
    name: 'answers 500',
    saw: [
      {
        local: { status: 500, alive: false, expectMet: false },
        public: { status: 500, alive: false, expectMet: false },
      },
    ],
    verdict: 'app-error',
  },
  {
    name: 'answers something else',
    saw: [{ local: { status: 404, expectMet: false }, public: { status: 404, expectMet: false } }],
    verdict: 'unexpected-answer',
  },
  {
    name: 'proxy stopped',
    saw: [
      {
        proxy: { active: false, throughAlive: false, throughOutcome: 'refused' },
        public: { outcome: 'refused', alive: false, layer: 'none', gatewayError: false },
      },
    ],
    verdict: 'proxy-down',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'proxy stopped by a broken configuration',
    saw: [
      {
        proxy: { active: false, configOk: false, configError: 'unexpected "}"', throughAlive: false },
        public: { outcome: 'refused', alive: false, gatewayError: false },
      },
    ],
    verdict: 'proxy-config-broken',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'broken configuration on disk, proxy still runs',
    saw: [{ proxy: { configOk: false, configError: 'unexpected "}"' } }],
    verdict: 'healthy',
    warnings: ['ngx-config'],
  },
  {
    name: 'site not enabled',
    saw: [
      {
        proxy: { siteEnabled: false, throughAlive: false, throughStatus: 404 },
        public: { status: 404, alive: true, expectMet: false },
      },
    ],
    verdict: 'site-not-enabled',
  },
  {
    name: 'proxy passes to the wrong port',
    saw: [
      badGateway,
      {
        local: { outcome: 'answered', status: 200, alive: true, expectMet: true },
        proxy: { upstreamMatchesListen: false, upstreamMismatch: 'port', upstream: 'http://127.0.0.1:8001' },
      },
    ],
    verdict: 'upstream-port-mismatch',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'proxy passes to the wrong address',
    saw: [
      badGateway,
      {
        local: { outcome: 'answered', alive: true, expectMet: true, status: 200 },
        proxy: { upstreamMatchesListen: false, upstreamMismatch: 'address' },
      },
    ],
    verdict: 'upstream-address-mismatch',
  },
  ...(['ngx-sock-perm', 'ngx-tls-to-plain', 'ngx-big-header'] as const).map((id) => ({
    name: `the proxy logs ${id}`,
    saw: [
      badGateway,
      {
        local: { outcome: 'answered', alive: true, expectMet: true, status: 200 },
        proxy: { errorSignature: id },
      },
    ],
    verdict: id,
    symptoms: ['bad-gateway'],
  })),
  {
    name: 'proxy fails for a reason unknown',
    saw: [badGateway, { local: { outcome: 'answered', alive: true, expectMet: true, status: 200 } }],
    verdict: 'proxy-misconfigured',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'firewall',
    saw: [{ public: { outcome: 'timed_out', alive: false, gatewayError: false } }],
    verdict: 'edge',
  },
  {
    name: 'nobody answers outside and inside is unknown',
    saw: [{ public: { outcome: 'timed_out', alive: false, gatewayError: false }, proxy: undefined }],
    verdict: 'public-unreachable',
  },
  {
    name: 'certificate expired',
    saw: [{ public: { outcome: 'certificate', alive: false, error: 'CERT_HAS_EXPIRED' } }],
    verdict: 'tls-invalid',
  },
  {
    name: 'name gone',
    saw: [{ public: { outcome: 'dns', alive: false, error: 'ENOTFOUND' } }],
    verdict: 'dns-unknown',
  },
  {
    name: 'the CDN answers something else',
    saw: [{ public: { status: 403, expectMet: false, layer: 'cloudflare' } }],
    verdict: 'public-unexpected',
  },
];
