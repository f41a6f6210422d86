import { badGateway, type FactsByProbe, notListening } from './facts.ts';

export type Case = {
  readonly name: string;
  readonly saw: readonly FactsByProbe[];
  readonly verdict: string;
  readonly symptoms?: readonly string[];
  readonly others?: readonly string[];
  readonly warnings?: readonly string[];
  readonly confidence?: string;
};

const stopped = { state: 'stopped', substate: 'dead', uptimeS: 0 };
const failed = { state: 'failed', substate: 'failed', failure: 'exit_code', exitCode: 1 };

export const cases: readonly Case[] = [
  { name: 'all is well', saw: [], verdict: 'healthy', confidence: 'certain' },
  { name: 'a service without a public address', saw: [{ public: undefined }], verdict: 'healthy' },
  {
    name: 'inside could not be looked at',
    saw: [{ process: undefined, listening: undefined, local: undefined, proxy: undefined, logs: undefined }],
    verdict: 'healthy-from-outside',
  },
  {
    name: 'old errors in the log of a healthy service',
    saw: [{ logs: { signatures: ['db-unreachable-pg'], rootSignature: 'db-unreachable-pg' } }],
    verdict: 'healthy',
  },
  {
    name: 'stopped',
    saw: [{ process: stopped }, notListening],
    verdict: 'backend-not-running',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'crashed without a word',
    saw: [{ process: failed }, notListening],
    verdict: 'backend-crashed',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'crash loop',
    saw: [{ process: { state: 'restarting', crashLoop: true, restarts: 4 } }, notListening],
    verdict: 'crash-loop',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'just started',
    saw: [{ process: { state: 'starting', uptimeS: 1 } }, notListening],
    verdict: 'starting',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'young and not yet listening',
    saw: [{ process: { uptimeS: 2 }, logs: { serving: false } }, notListening],
    verdict: 'starting',
  },
  {
    name: 'not installed',
    saw: [{ process: { state: 'not_found' } }, notListening],
    verdict: 'unit-not-found',
  },
  { name: 'masked', saw: [{ process: { state: 'masked' } }, notListening], verdict: 'unit-masked' },
  {
    name: 'broken unit file',
    saw: [{ process: { state: 'bad_setting', error: 'Invalid section' } }, notListening],
    verdict: 'unit-broken',
  },
  {
    name: 'suspended',
    saw: [
      { process: { state: 'paused' } },
      { local: { outcome: 'timed_out' } },
      { public: badGateway['public'] },
    ],
    verdict: 'process-paused',
    symptoms: ['backend-hanging', 'bad-gateway'],
  },
  {
    name: 'runs but does not listen',
    saw: [notListening],
    verdict: 'backend-not-listening',
    symptoms: ['bad-gateway'],
  },
  {
    name: 'listens on another port',
    saw: [notListening, { listening: { otherPorts: ['8001'] } }],
    verdict: 'port-mismatch',
  },
  {
    name: 'listens on another address',
    saw: [badGateway, { listening: { reachable: false, addresses: ['[::1]:8000'] } }],
    verdict: 'bind-address',
  },
  {
    name: 'says it cannot bind its address',
    saw: [
      { process: failed },
      notListening,
      { logs: { rootSignature: 'bind-address', signatures: ['bind-address'] } },
    ],
    verdict: 'backend-crashed',
    others: [],
    symptoms: ['bind-address', 'bad-gateway'],
  },
  {
    name: 'its port is taken',
    saw: [
      { process: failed },
      badGateway,
      { listening: { ownerIsService: false, ownerCommand: 'nc -l 8000', ownerPid: 77 } },
    ],
    verdict: 'port-in-use',
    symptoms: ['backend-crashed', 'bad-gateway'],
  },
  {
    name: 'its port is taken, as its log says',
    saw: [
      { process: failed },
      badGateway,
      {
        listening: { ownerIsService: undefined as never },
        logs: { rootSignature: 'port-in-use', signatures: ['port-in-use'] },
      },
    ],
    verdict: 'port-in-use',
  },
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
    warnings: ['proxy-config-waiting'],
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
    verdict: 'edge-blocked',
  },
  {
    name: 'nobody answers outside and inside is unknown',
    saw: [{ public: { outcome: 'timed_out', alive: false, gatewayError: false }, proxy: undefined }],
    verdict: 'public-unreachable',
  },
  {
    name: 'certificate expired',
    saw: [{ public: { outcome: 'certificate', alive: false, error: 'CERT_HAS_EXPIRED' } }],
    verdict: 'certificate-refused',
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
  {
    name: 'host unreachable',
    saw: [
      {
        access: { reachable: false, reason: 'timed_out' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'access-lost',
  },
  {
    name: 'host key changed',
    saw: [
      {
        access: { reachable: false, reason: 'host_key_changed' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'host-key-changed',
  },
  {
    name: 'host key unknown',
    saw: [
      {
        access: { reachable: false, reason: 'host_key_unknown' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'host-key-unknown',
  },
  {
    name: 'login refused',
    saw: [
      {
        access: { reachable: false, reason: 'auth_refused' },
        process: undefined,
        listening: undefined,
        local: undefined,
        proxy: undefined,
        logs: undefined,
        public: undefined,
      },
    ],
    verdict: 'login-refused',
  },
  ...(['exec', 'chdir', 'user', 'resources'] as const).map((failure, index) => ({
    name: `systemd says ${failure}`,
    saw: [{ process: { ...failed, failure } }, notListening],
    verdict: ['sysd-exec', 'sysd-chdir', 'sysd-user', 'sysd-envfile'][index] ?? '',
    symptoms: ['backend-crashed', 'bad-gateway'],
  })),
  {
    name: 'killed for memory, as systemd says',
    saw: [{ process: { ...failed, oomKilled: true } }, notListening],
    verdict: 'oom-systemd',
  },
  {
    name: 'killed for memory, as systemd and the log say',
    saw: [{ process: { ...failed, oomKilled: true }, logs: { rootSignature: 'py-exception' } }, notListening],
    verdict: 'oom-systemd',
  },
  {
    name: 'a worker killed',
    saw: [badGateway, { local: { outcome: 'empty_reply' }, logs: { signatures: ['gun-worker-killed'] } }],
    verdict: 'gun-worker-killed',
    symptoms: ['worker-dying', 'bad-gateway'],
  },
  {
    name: 'sqlalchemy only',
    saw: [{ process: failed }, notListening, { logs: { signatures: ['sa-operational'] } }],
    verdict: 'sa-operational',
  },
  {
    name: 'node ended on an unhandled error',
    saw: [{ process: failed }, notListening, { logs: { signatures: ['node-unhandled'] } }],
    verdict: 'node-unhandled',
  },
  {
    name: 'static files missing',
    saw: [
      {
        local: { status: 500, alive: false, expectMet: false },
        logs: { signatures: ['dj-static-manifest'] },
      },
    ],
    verdict: 'dj-static-manifest',
  },
  {
    name: 'host name not allowed',
    saw: [
      {
        local: { status: 400, expectMet: false },
        public: { status: 400, expectMet: false },
        logs: { signatures: ['dj-disallowed-host'] },
      },
    ],
    verdict: 'dj-disallowed-host',
  },
];
