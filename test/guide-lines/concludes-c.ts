import { type Line, line, verdict } from './line.ts';
import {
  answeredBy,
  answers500,
  captainRefused,
  crashed,
  crashedSaying,
  onCaprover,
  onPlatform,
  traefikNobody,
} from './saw.ts';

/** System C: what its guide concludes. */
export const concludesC: readonly Line[] = [
  line(
    'C.V1',
    'it runs, but nobody listens on the routed port',
    verdict('platform-proxy-refused', [onPlatform, captainRefused]),
    verdict('container-loopback', [
      onCaprover,
      captainRefused,
      { logs: { boundLoopback: true, boundPort: 80 }, platform: { httpPort: 80 } },
    ]),
  ),
  line(
    'C.V2',
    'it dies while it starts',
    verdict('crash-loop', [
      onPlatform,
      traefikNobody,
      { process: { state: 'restarting', crashLoop: true }, logs: undefined },
    ]),
    verdict('app-restarting', [
      onCaprover,
      captainRefused,
      { logs: { starts: 6, newestAgeS: 20, serving: false } },
    ]),
  ),
  line(
    'C.V3',
    'the database fails: down, its name, its login',
    verdict('db-unreachable-pg', crashedSaying('db-unreachable-pg')),
    verdict('db-host-unresolved', crashedSaying('db-host-unresolved')),
    verdict('db-auth-pg', crashedSaying('db-auth-pg')),
  ),
  line(
    'C.V4',
    'migrations missing, or no such database',
    verdict('mig-pending', crashedSaying('mig-pending')),
    verdict('mig-pending', [...answers500, { migrations: { pending: true, pendingCount: 2 } }]),
    verdict('db-name-pg', crashedSaying('db-name-pg')),
  ),
  line(
    'C.V5',
    'a relation that exists already: blamed only when it fails',
    verdict('mig-already-exists', crashedSaying('mig-already-exists')),
    verdict('healthy', [
      { logs: { rootSignature: 'mig-already-exists', signatures: ['mig-already-exists'] } },
    ]),
  ),
  line(
    'C.V6',
    'a variable is missing',
    verdict('env-missing', [...crashed, { env: { missing: ['DB_HOST'] } }]),
  ),
  line(
    'C.V7',
    'an import fails',
    verdict('py-module-missing', crashedSaying('py-module-missing', 'rest_framework')),
  ),
  line(
    'C.V8',
    'the ports do not fit',
    verdict('platform-port-mismatch', [
      onCaprover,
      captainRefused,
      { logs: { boundPort: 8000 }, platform: { httpPort: 80 } },
    ]),
  ),
  line(
    'C.V9',
    'HTTPS, domain or exposure set wrong',
    verdict('platform-domain-missing', [
      onPlatform,
      answeredBy(200, 'caprover', 'no_route'),
      { platform: { hasPublicDomain: false } },
    ]),
    verdict('platform-https-off', [
      onPlatform,
      { platform: { https: false }, public: { outcome: 'certificate', alive: false, expectMet: false } },
    ]),
    verdict('platform-not-exposed', [
      onCaprover,
      answeredBy(200, 'caprover', 'no_route'),
      { platform: { exposesWeb: false } },
    ]),
  ),
  line(
    'C.V10',
    'the usual image keeps failing, an emergency one is used',
    verdict('deployment-failed', [onPlatform, { platform: { newerFailed: true } }], 'warning'),
    verdict(
      'emergency-definition',
      [onCaprover, { platform: { definition: './captain-definition-emergency' } }],
      'warning',
    ),
  ),
  line(
    'C.V11',
    'a change broke the start',
    verdict(
      'deployed-just-before',
      [
        onPlatform,
        traefikNobody,
        { platform: { deployedRecently: true, deployedAgeS: 240 }, process: { state: 'restarting' } },
      ],
      'warning',
    ),
  ),
  line('C.V12', 'healthy', verdict('healthy', [onCaprover]), verdict('healthy', [onPlatform])),
];
