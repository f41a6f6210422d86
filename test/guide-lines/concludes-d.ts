import { type Line, line, verdict } from './line.ts';
import { crashed, crashedSaying, justDeployed, proxyFails, stopped } from './saw.ts';

/** System D: what its guide concludes. */
export const concludesD: readonly Line[] = [
  line('D.V1', 'what a 502 means', verdict('bad-gateway', stopped, 'symptom')),
  line(
    'D.V2',
    'CORS misleads',
    verdict('cors-symptom', [...stopped, { cors: { onlySymptom: true, gatewayError: true } }], 'symptom'),
  ),
  line('D.V3', 'stopped', verdict('backend-not-running', stopped)),
  line('D.V4', 'crashed', verdict('backend-crashed', crashed)),
  line(
    'D.V5',
    'Python cannot load the code, often after a pull',
    verdict('py-syntax', crashedSaying('py-syntax')),
    verdict('deployed-unchecked', [...crashedSaying('py-syntax'), justDeployed], 'warning'),
  ),
  line(
    'D.V6',
    'nobody on the port',
    verdict('backend-not-listening', [...stopped, { process: { state: 'running', uptimeS: 600 } }]),
  ),
  line(
    'D.V7',
    'not permitted',
    verdict('permission', [
      ...crashed,
      {
        paths: { fine: false, unwritable: ['/srv/payments/media'] },
        logs: { deniedPaths: ['/srv/payments/media'] },
      },
    ]),
  ),
  line(
    'D.V8',
    'the database fails',
    verdict('db-unreachable-pg', [
      ...crashed,
      { 'needs.postgres': { kind: 'postgres', up: false, outcome: 'refused', address: '127.0.0.1:5432' } },
    ]),
    verdict('db-auth-pg', [
      ...crashed,
      { 'needs.postgres': { kind: 'postgres', up: false, outcome: 'auth_failed', signature: 'db-auth-pg' } },
    ]),
  ),
  line(
    'D.V9',
    'a variable is missing',
    verdict('env-missing', [...crashed, { env: { missing: ['SECRET_KEY'] } }]),
    verdict('py-env-missing', crashedSaying('py-env-missing', 'SECRET_KEY')),
  ),
  line(
    'D.V10',
    'an import or a package is missing',
    verdict('py-import-name', crashedSaying('py-import-name', 'total')),
    verdict('py-module-missing', crashedSaying('py-module-missing', 'gunicorn')),
  ),
  line(
    'D.V11',
    'nginx cannot read its configuration',
    verdict('proxy-config-broken', [
      ...proxyFails,
      { proxy: { configOk: false, active: false, configError: 'unexpected "}"' } },
    ]),
    verdict('ngx-config', [{ proxy: { configOk: false, active: true } }], 'warning'),
  ),
  line(
    'D.V12',
    'the unit is wrong',
    verdict('unit-broken', [...stopped, { process: { state: 'bad_setting', error: 'bad ExecStart' } }]),
    verdict('sysd-exec', [...crashed, { process: { failure: 'exec' } }]),
  ),
  line(
    'D.V13',
    'nothing explains it: escalate, reboot last',
    verdict('bad-gateway', [
      { public: { status: 502, alive: false, expectMet: false, gatewayError: true, layer: 'nginx' } },
    ]),
    verdict('not-started-at-boot', [
      ...stopped,
      { process: { enabled: false }, boot: { rebootedRecently: true } },
    ]),
    {
      gap: 'A reboot is never concluded: with no cause found the verdict says so, names what could not be checked, and people decide.',
    },
  ),
  line('D.V14', 'healthy', verdict('healthy', [])),
];
