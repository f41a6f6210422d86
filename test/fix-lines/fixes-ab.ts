import { type FixLine, fixLine } from './fix-line.ts';
import { authCompose, authProcess, authUnit, authWindows, step, shop, shopRedis } from './services.ts';

const api = 'https://coolify.example.test/api/v1';
const app = `${api}/applications/shop-api`;
const deployed = `POST ${api}/deploy?uuid=shop-api`;
const setVariable = [`PATCH ${app}/envs`, `POST ${app}/restart`];
const variable = (name: string) => ({
  action: 'set-env',
  service: shop,
  params: { name, value: `env:SHOP_${name}` },
  runs: setVariable,
  risk: 'critical' as const,
});

/** Systems A (Coolify) and B (a Python process, started in four ways). */
export const fixesAB: readonly FixLine[] = [
  fixLine('A.F1', 'restart the backend', {
    action: 'restart',
    service: shop,
    runs: [`POST ${app}/restart`],
    risk: 'critical',
  }),
  fixLine('A.F2', 'deploy the same commit again', {
    action: 'rollback',
    service: shop,
    params: { version: '0a9b8c7' },
    runs: [`POST ${app}/rollback`],
    risk: 'critical',
  }),
  fixLine('A.F3', 'deploy the newest code', {
    action: 'redeploy',
    service: shop,
    runs: [deployed],
    risk: 'critical',
  }),
  fixLine('A.F4', 'set a variable, then restart', variable('DB_URI')),
  fixLine('A.F5', 'correct the origins of CORS', variable('CORS_ORIGIN')),
  fixLine('A.F6', 'raise the memory limit', {
    action: 'raise-memory',
    service: shop,
    params: { memory: '1G' },
    runs: [`PATCH ${app}`, deployed],
    risk: 'critical',
  }),
  fixLine(
    'A.F7',
    'start or restart Redis',
    {
      action: 'start-dependency',
      service: shopRedis,
      params: { need: 'redis' },
      runs: ['sudo -n systemctl start redis-server'],
      risk: 'high',
      lab: ['shop-actions', 'start-dependency: Redis is stopped'],
    },
    {
      action: 'restart-dependency',
      service: shopRedis,
      params: { need: 'redis' },
      runs: ['sudo -n systemctl restart redis-server'],
      risk: 'critical',
      lab: ['shop-actions', 'restart-dependency: Redis is suspended'],
    },
  ),
  fixLine(
    'A.F8',
    'restore access to the database',
    {
      action: 'start-dependency',
      service: shopRedis,
      params: { need: 'mongodb' },
      runs: ['sudo -n systemctl start mongod'],
      risk: 'high',
    },
    variable('DB_URI'),
    { gap: 'An access list at a hosted database is changed there, by people.' },
  ),
  fixLine(
    'A.F9',
    'put the services on one network',
    {
      action: 'connect-network',
      service: { host: 'web-1', run: { docker: 'shop-api' } },
      params: { network: 'shop' },
      runs: ['docker network connect shop shop-api', 'docker network disconnect shop shop-api'],
      risk: 'critical',
    },
    {
      gap: 'For containers that Coolify itself makes anew at each deployment, the network is set on its dashboard.',
    },
  ),
  fixLine('A.F10', 'raise the rate limit of logins', variable('AUTH_RATE_LIMIT'), {
    gap: 'A limit that stands in the code is raised by a deployment (`redeploy`).',
  }),
  fixLine('A.F11', 'back to the last deployment that worked', {
    action: 'rollback',
    service: shop,
    saw: [{ platform: { lastGood: '0a9b8c7' } }],
    runs: [`POST ${app}/rollback`],
    risk: 'critical',
  }),
  fixLine('A.F12', 'run all checks again', {
    action: 'run-checks',
    service: { ...authUnit, checks: [{ id: 'imports', run: 'python3 -c 0' }] },
    runs: ["sh -c 'python3 -c 0'"],
    risk: 'low',
  }),

  fixLine('B.F1', 'start by hand, detached and logged', {
    action: 'start',
    service: authProcess,
    runs: [
      `sh -c 'cd /srv/auth && setsid nohup sh -c '\\''venv/bin/python main.py'\\'' >>/srv/auth/app.log 2>&1 </dev/null &'`,
    ],
    risk: 'high',
  }),
  fixLine(
    'B.F2',
    'start on Windows',
    {
      action: 'start',
      service: authWindows,
      os: 'windows',
      runs: ['powershell -NoProfile -NonInteractive -Command Start-Service -Name AuthApi'],
      risk: 'high',
    },
    {
      gap: 'A script that no service of Windows runs is started by people: a process started over SSH ends with the session there.',
    },
  ),
  fixLine('B.F3', 'start the unit', {
    action: 'start',
    service: authUnit,
    runs: ['sudo -n systemctl start auth'],
    risk: 'high',
    lab: ['django-actions', 'start: a stopped unit'],
  }),
  fixLine('B.F4', 'start one service of compose', {
    action: 'start',
    service: authCompose,
    runs: ['docker compose -p auth up -d --no-deps api'],
    risk: 'high',
  }),
  fixLine('B.F5', 'end the process that holds the port', {
    action: 'free-port',
    service: authUnit,
    saw: [{ listening: { ownerIsService: false, ownerPid: 4711 } }],
    runs: [
      step('end-process 4711 8000'),
      'sudo -n systemctl reset-failed auth',
      'sudo -n systemctl restart auth',
    ],
    risk: 'critical',
    lab: ['shop-actions', 'free-port: an orphan holds the port'],
  }),
  fixLine('B.F6', 'install the requirements', {
    action: 'install-dependencies',
    service: authUnit,
    runs: [
      step('install-dependencies'),
      'sudo -n systemctl reset-failed auth',
      'sudo -n systemctl restart auth',
    ],
    risk: 'critical',
    lab: ['shop-actions', 'install-dependencies: a module is missing'],
  }),
  fixLine('B.F7', 'start the database', {
    action: 'start-dependency',
    service: authUnit,
    runs: ['sudo -n systemctl start postgresql@15-main'],
    risk: 'high',
    lab: ['django-actions', 'start-dependency: PostgreSQL is stopped'],
  }),
  fixLine('B.F8', 'correct the upstream in nginx, test, reload', {
    action: 'fix-upstream-port',
    service: authUnit,
    saw: [{ proxy: { upstreamMatchesListen: false, upstreamHost: '127.0.0.1', upstreamPort: 8001 } }],
    runs: [
      step('set-upstream --check /etc/nginx/sites-enabled/auth 127.0.0.1:8001 127.0.0.1:8000'),
      step('set-upstream /etc/nginx/sites-enabled/auth 127.0.0.1:8001 127.0.0.1:8000'),
      step('restore-proxy'),
    ],
    risk: 'critical',
    lab: ['django-actions', 'fix-upstream-port: nginx asks another port'],
  }),
  fixLine('B.F9', 'reload nginx after a test', {
    action: 'reload-proxy',
    service: authUnit,
    runs: ['sudo -n nginx -t', 'sudo -n systemctl reload nginx'],
    risk: 'critical',
    lab: ['django-actions', 'reload-proxy: the file was corrected and not loaded'],
  }),
  fixLine('B.F10', 'emergency restart', {
    action: 'emergency-restart',
    service: authUnit,
    runs: [
      'sudo -n systemctl stop auth',
      step('end-leftovers'),
      'sudo -n systemctl reset-failed auth',
      'sudo -n systemctl start auth',
    ],
    risk: 'critical',
    lab: [
      'django-actions',
      'emergency-restart: a copy of the service that was started by hand holds its port',
    ],
  }),
  fixLine('B.F11', 'drop the caches of the kernel', { refused: 'drop-caches' }),
  fixLine('B.F12', 'start through the service manager', {
    action: 'start',
    service: authUnit,
    runs: ['sudo -n systemctl start auth'],
    risk: 'high',
    lab: ['django-actions', 'stop takes it away, start brings it back'],
  }),
  fixLine('B.F13', 'diagnose again', {
    action: 'run-checks',
    service: { ...authUnit, checks: [{ id: 'imports', run: 'python3 -c 0' }] },
    runs: ["sh -c 'python3 -c 0'"],
    risk: 'low',
  }),
];
