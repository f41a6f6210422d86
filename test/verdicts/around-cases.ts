import type { Case } from './case.ts';
import { badGateway, type FactsByProbe } from './facts.ts';

const answers500: FactsByProbe = {
  local: { status: 500, alive: false, expectMet: false },
  public: { status: 500, alive: false, expectMet: false },
};
const appFine: FactsByProbe = { local: { outcome: 'answered', status: 200, alive: true, expectMet: true } };
const through = (status: number): FactsByProbe => ({
  proxy: { throughStatus: status, throughAlive: status < 500, throughGatewayError: status >= 502 },
  public: { status, alive: status < 500, expectMet: false, layer: 'nginx', gatewayError: status >= 502 },
});

/** What stands around the service: what it needs, its checks, the proxy, the edge, browsers. */
export const aroundCases: readonly Case[] = [
  {
    name: 'a dependency that nothing names',
    saw: [
      answers500,
      { 'needs.tcp': { kind: 'tcp', up: false, address: '192.0.2.9:7000', outcome: 'refused' } },
    ],
    verdict: 'need-down',
    symptoms: ['app-error'],
  },
  {
    name: 'a dependency down that nobody feels',
    saw: [{ 'needs.redis': { kind: 'redis', up: false, signature: 'redis-unreachable' } }],
    verdict: 'healthy',
    warnings: ['need-down-unfelt'],
  },
  {
    name: 'Redis is full: reads work, the log tells of writes that fail',
    saw: [
      {
        'needs.redis': { kind: 'redis', up: false, signature: 'redis-oom', outcome: 'memory_full' },
        logs: { rootSignature: 'redis-oom' },
      },
    ],
    verdict: 'redis-oom',
  },
  ...(
    [
      ['postgres', 'db-unreachable-pg'],
      ['redis', 'redis-unreachable'],
      ['mysql', 'mysql-unreachable'],
      ['mongodb', 'mongo-unreachable'],
      ['rabbitmq', 'rabbitmq-unreachable'],
    ] as const
  ).map(([kind, verdict]) => ({
    name: `${kind} takes connections and is mute`,
    saw: [answers500, { [`needs.${kind}`]: { kind, up: false, outcome: 'no_answer' } }],
    verdict,
    symptoms: ['app-error'],
  })),
  {
    name: 'a worker that cannot be asked about',
    saw: [{ 'needs.worker': { kind: 'worker', up: false } }],
    verdict: 'worker-down',
  },
  {
    name: 'just started, on its way, not asked',
    saw: [
      {
        process: { state: 'starting' },
        local: undefined,
        listening: undefined,
        public: undefined,
        proxy: undefined,
      },
    ],
    verdict: 'starting',
  },
  {
    name: 'the proxy shakes hands with a plain port',
    saw: [appFine, through(504), { proxy: { upstreamScheme: 'https', errorSignature: 'ngx-timeout' } }],
    verdict: 'ngx-tls-to-plain',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'the proxy answers 503 by itself',
    saw: [appFine, through(503), { public: { layerSays: 'limited' } }],
    verdict: 'maintenance',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'a worker down',
    saw: [{ 'needs.worker': { kind: 'worker', up: false, unit: 'celery', unitState: 'stopped' } }],
    verdict: 'worker-down',
  },
  {
    name: 'a log line and a look that say the same',
    saw: [
      answers500,
      {
        'needs.postgres': { kind: 'postgres', up: false, signature: 'db-unreachable-pg' },
        logs: { rootSignature: 'db-unreachable-pg' },
      },
    ],
    verdict: 'db-unreachable-pg',
    others: [],
  },
  {
    name: 'a check fails',
    saw: [{ 'checks.orders': { passed: false, status: 500 } }],
    verdict: 'check-failed',
  },
  {
    name: 'a rate limit',
    saw: [{ 'checks.login': { passed: true, rateLimited: true, status: 429 } }],
    verdict: 'rate-limited',
  },
  {
    name: 'a public rate limit',
    saw: [{ public: { rateLimited: true, status: 429, expectMet: false } }],
    verdict: 'rate-limited',
  },
  {
    name: 'a limit in the proxy',
    saw: [
      appFine,
      { proxy: { errorSignature: 'ngx-limiting' } },
      { public: { layerSays: 'limited', status: 503, alive: false, expectMet: false, gatewayError: true } },
    ],
    verdict: 'rate-limited',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'a login that takes anyone',
    saw: [{ 'checks.login': { passed: false, accepted: true, status: 200 } }],
    verdict: 'login-accepts-anyone',
  },
  {
    name: 'the socket was removed under it',
    saw: [badGateway, { listening: { open: true, socketExists: false } }],
    verdict: 'ngx-sock-missing',
    symptoms: ['refuses-locally', 'bad-gateway'],
  },
  {
    name: 'maintenance',
    saw: [appFine, through(503), { proxy: { returns: '503' } }],
    verdict: 'maintenance',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'the proxy hangs',
    saw: [
      appFine,
      {
        proxy: { throughOutcome: 'timed_out', throughAlive: false },
        public: { outcome: 'timed_out', alive: false, gatewayError: false },
      },
    ],
    verdict: 'proxy-hanging',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'the proxy listens elsewhere',
    saw: [
      appFine,
      {
        proxy: { throughOutcome: 'refused', throughAlive: false },
        public: { outcome: 'refused', alive: false, gatewayError: false },
      },
    ],
    verdict: 'proxy-not-listening',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'the proxy asks for a password',
    saw: [appFine, through(401)],
    verdict: 'proxy-denies',
    symptoms: ['public-unexpected'],
  },
  {
    name: 'the proxy passes another path',
    saw: [appFine, through(404)],
    verdict: 'proxy-misconfigured',
    symptoms: ['public-unexpected'],
  },
  {
    name: 'no server has the name',
    saw: [
      appFine,
      {
        proxy: { serverMatch: 'default', throughAlive: false, throughStatus: 444 },
        public: { outcome: 'empty_reply', alive: false, gatewayError: false },
      },
    ],
    verdict: 'site-not-enabled',
    symptoms: ['public-unreachable'],
  },
  {
    name: 'certificate past its end',
    saw: [
      {
        tls: { outcome: 'answered', expired: true, nameMatches: true, expiresInDays: -3 },
        public: { outcome: 'certificate', alive: false, error: 'CERT_HAS_EXPIRED' },
      },
    ],
    verdict: 'tls-expired',
    symptoms: ['tls-invalid'],
  },
  {
    name: 'certificate soon past its end',
    saw: [
      {
        tls: {
          outcome: 'answered',
          expired: false,
          expiresSoon: true,
          nameMatches: true,
          proxyDefault: false,
          expiresInDays: 3,
        },
      },
    ],
    verdict: 'healthy',
    warnings: ['tls-expires-soon'],
  },
  {
    name: "a proxy's own certificate",
    saw: [
      {
        tls: { outcome: 'answered', expired: false, proxyDefault: true, nameMatches: false },
        public: { outcome: 'certificate', alive: false },
      },
    ],
    verdict: 'tls-default',
    symptoms: ['tls-invalid'],
  },
  {
    name: 'certificate of another name',
    saw: [
      {
        tls: {
          outcome: 'answered',
          expired: false,
          proxyDefault: false,
          nameMatches: false,
          altNames: ['other.example.test'],
        },
        public: { outcome: 'certificate', alive: false },
      },
    ],
    verdict: 'tls-name-mismatch',
    symptoms: ['tls-invalid'],
  },
  {
    name: 'name gone, origin fine',
    saw: [{ dns: { resolves: false, code: 'ENOTFOUND' } }],
    verdict: 'healthy',
    warnings: ['dns-unresolved'],
  },
  {
    name: 'the CDN does not reach the origin',
    saw: [{ edge: { outcome: 'answered', gatewayError: true, alive: false } }],
    verdict: 'cdn-cannot-reach-origin',
  },
  {
    name: 'the CDN does not reach a proxy that is fine',
    saw: [
      { public: { status: 521, alive: false, expectMet: false, layer: 'cloudflare', gatewayError: true } },
    ],
    verdict: 'cdn-cannot-reach-origin',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'public DNS leads to nothing',
    saw: [{ edge: { outcome: 'timed_out', alive: false } }],
    verdict: 'edge',
  },
  {
    name: 'CORS only because of the 502',
    saw: [badGateway, { process: { state: 'stopped' }, cors: { onlySymptom: true, gatewayError: true } }],
    verdict: 'backend-not-running',
    symptoms: ['bad-gateway', 'cors-symptom'],
  },
  {
    name: 'an origin that is not allowed',
    saw: [
      {
        cors: {
          allowed: false,
          refusedOrigins: ['https://shop.example.test'],
          gatewayError: false,
          onlySymptom: false,
        },
      },
    ],
    verdict: 'cors-misconfigured',
  },
  {
    name: 'was down until a minute ago',
    saw: [{ proxy: { errorCount: 7, errorAgeS: 60, errorSignature: 'ngx-refused' } }],
    verdict: 'recovered',
  },
];
