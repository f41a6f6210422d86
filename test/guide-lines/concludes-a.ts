import type { FactsByProbe } from '#test/verdicts/facts.ts';
import { type Line, line, verdict } from './line.ts';
import {
  answers500,
  crashedSaying,
  justDeployed,
  onPlatform,
  stopped,
  traefikNobody,
  traefikRefused,
} from './saw.ts';

const beside: FactsByProbe = {
  'related.frontend': { alive: true, status: 200 },
  'checks.buyer-login': { blocked: true, status: 503 },
  'checks.logout': { blocked: true, status: 503 },
};
const down: readonly FactsByProbe[] = [
  onPlatform,
  traefikNobody,
  { platform: { state: 'stopped' }, process: { state: 'stopped' }, logs: undefined },
  beside,
];

const newerHead = 'b'.repeat(40);
/** System A: what its guide concludes. */
export const concludesA: readonly Line[] = [
  line('A.V1', 'backend down, frontend up', verdict('backend-not-running', down), {
    notAffected: ['frontend is up (200)'],
    saw: down,
  }),
  line(
    'A.V2',
    'login and logout fail only because the backend is down',
    {
      affected: ['API: users get no service (503)', 'buyer-login does not work', 'logout does not work'],
      saw: down,
    },
    verdict('backend-not-running', down),
  ),
  line(
    'A.V3',
    'CORS is only a symptom',
    verdict('cors-symptom', [...down, { cors: { onlySymptom: true, gatewayError: true } }], 'symptom'),
  ),
  line(
    'A.V4',
    'CORS is really set wrong',
    verdict('cors-misconfigured', [
      {
        cors: {
          allowed: false,
          refusedOrigins: ['https://shop.example.test'],
          gatewayError: false,
          onlySymptom: false,
        },
      },
    ]),
  ),
  line(
    'A.V5',
    'a variable missing, a placeholder, or wrong',
    verdict('env-missing', [...answers500, { env: { missing: ['DB_URI'] } }]),
    verdict('env-placeholder', [...answers500, { env: { placeholder: ['JWT_SECRET_KEY'] } }]),
    verdict('env-wrong', [...answers500, { env: { wrong: ['NODE_ENV'] } }]),
  ),
  line('A.V6', 'MongoDB fails', verdict('mongo-unreachable', crashedSaying('mongo-unreachable'))),
  line('A.V7', 'Redis fails', verdict('redis-unreachable', crashedSaying('redis-unreachable'))),
  line(
    'A.V8',
    'too little memory or processor',
    verdict('oom-systemd', [...crashedSaying('none'), { process: { kind: 'systemd', oomKilled: true } }]),
    verdict(
      'host-overloaded',
      [{ local: { outcome: 'timed_out', alive: false }, load: { overloaded: true, load5: 40, cpus: 2 } }],
      'warning',
    ),
  ),
  line(
    'A.V9',
    'the network to a database is broken',
    verdict('need-unreachable', [
      ...answers500,
      { 'needs.mongodb': { kind: 'mongodb', up: false, outcome: 'unresolved', address: 'mongo:27017' } },
    ]),
  ),
  line(
    'A.V10',
    'the platform asks another port than the app listens on',
    verdict('platform-port-mismatch', [onPlatform, traefikRefused, { logs: { boundPort: 3000 } }]),
  ),
  line(
    'A.V11',
    'the last deployment is bad',
    verdict(
      'deployed-just-before',
      [
        onPlatform,
        traefikNobody,
        {
          platform: { deployedRecently: true, deployedAgeS: 240 },
          process: { state: 'restarting', crashLoop: true },
        },
      ],
      'warning',
    ),
    verdict(
      'code-changed-just-before',
      [...stopped, { process: { state: 'failed' } }, justDeployed],
      'warning',
    ),
  ),
  line(
    'A.V12',
    'a fix waits to be deployed',
    verdict(
      'fix-not-deployed',
      [...stopped, { branch: { deployed: false, remoteHead: newerHead } }],
      'warning',
    ),
  ),
  line(
    'A.V13',
    'a rate limit refuses honest logins',
    verdict('rate-limited', [{ 'checks.buyer-login': { passed: true, rateLimited: true, status: 429 } }]),
  ),
  line('A.V14', 'healthy', verdict('healthy', [onPlatform])),
];
