import { type FixLine, fixLine } from './fix-line.ts';
import { moved, payments, portal, step } from './services.ts';

const captain = 'https://captain.example.test/api/v2/user/apps';
const update = `PATCH ${captain}/appDefinitions/update`;
const unit = {
  reset: 'sudo -n systemctl reset-failed payments',
  restart: 'sudo -n systemctl restart payments',
};
const wake = [unit.reset, unit.restart];

/** Systems C (CapRover) and D (systemd). */
export const fixesCD: readonly FixLine[] = [
  fixLine('C.F1', 'save and restart', { action: 'restart', service: portal, runs: [update], risk: 'high' }),
  fixLine('C.F2', 'correct variables', {
    action: 'set-env',
    service: portal,
    params: { name: 'DB_HOST', value: 'env:PORTAL_DB_HOST' },
    runs: [update],
    risk: 'critical',
  }),
  fixLine('C.F3', 'start the PostgreSQL app', {
    action: 'start-dependency',
    service: { ...payments, needs: [{ postgres: { docker: 'portal-db' } }] },
    runs: ['docker start portal-db'],
    risk: 'high',
  }),
  fixLine(
    'C.F4',
    'correct the HTTP settings',
    {
      action: 'set-platform-port',
      service: portal,
      params: { port: '80' },
      runs: [update],
      risk: 'critical',
    },
    {
      action: 'set-platform-route',
      service: portal,
      runs: [
        `POST ${captain}/appDefinitions/customdomain`,
        `POST ${captain}/appDefinitions/enablecustomdomainssl`,
      ],
      risk: 'critical',
    },
  ),
  fixLine(
    'C.F5',
    'add the missing module',
    {
      action: 'install-dependencies',
      service: payments,
      runs: [step('install-dependencies'), ...wake],
      risk: 'critical',
      lab: ['shop-actions', 'install-dependencies: a module is missing'],
    },
    { gap: 'In an image it is added to requirements.txt by a developer and built (`redeploy`).' },
  ),
  fixLine('C.F6', 'run the migrations', {
    action: 'migrate',
    service: payments,
    saw: [{ migrations: { pending: true } }],
    runs: [step('migrate --check'), step('migrate'), unit.restart],
    risk: 'critical',
    lab: ['django-actions', 'migrate: a new column is not in the database'],
  }),
  fixLine('C.F7', 'create the database', {
    action: 'create-database',
    service: payments,
    runs: [step('create-database'), step('migrate'), unit.restart],
    risk: 'critical',
    lab: ['django-actions', 'create-database: the database is gone'],
  }),
  fixLine(
    'C.F8',
    'correct what the image binds and exposes',
    {
      action: 'set-platform-port',
      service: portal,
      saw: [{ logs: { boundPort: 8000 } }],
      runs: [update],
      risk: 'critical',
    },
    { gap: 'The Dockerfile itself is changed by a developer; the port that is asked can be set here.' },
  ),
  fixLine('C.F9', 'switch to the emergency image', {
    action: 'switch-definition',
    service: portal,
    runs: [update, `POST ${captain}/webhooks/triggerbuild?namespace=captain`],
    risk: 'critical',
  }),
  fixLine('C.F10', 'back to the image before', {
    action: 'rollback',
    service: portal,
    params: { version: '6', image: 'img-captain-portal:6' },
    runs: [`POST ${captain}/appData/portal?detached=1`],
    risk: 'critical',
  }),
  fixLine('C.F11', 'look again', {
    action: 'run-checks',
    service: { ...payments, checks: [{ id: 'imports', run: 'true' }] },
    runs: ['sudo -n -u payments sh -c true'],
    risk: 'low',
  }),

  fixLine('D.F1', 'start the unit', {
    action: 'start',
    service: payments,
    runs: ['sudo -n systemctl start payments'],
    risk: 'high',
    lab: ['django-actions', 'start: a stopped unit'],
  }),
  fixLine('D.F2', 'restart the unit', {
    action: 'restart',
    service: payments,
    runs: [unit.restart],
    risk: 'high',
    lab: ['django-actions', 'restart: a unit that hangs'],
  }),
  fixLine('D.F3', 'remove compiled files', {
    action: 'clear-bytecode',
    service: payments,
    runs: [step('clear-bytecode'), unit.restart],
    risk: 'high',
    lab: ['django-changes', 'clear-bytecode: a compiled file is older than its source says'],
  }),
  fixLine('D.F4', 'run the migrations', {
    action: 'migrate',
    service: payments,
    saw: [{ migrations: { pending: true } }],
    runs: [step('migrate --check'), step('migrate'), unit.restart],
    risk: 'critical',
    lab: ['django-actions', 'migrate: a new column is not in the database'],
  }),
  fixLine('D.F5', 'correct owners and modes', {
    action: 'fix-permissions',
    service: payments,
    runs: [step('fix-paths --check'), step('fix-paths'), ...wake],
    risk: 'critical',
    lab: ['django-changes', 'fix-permissions: root took the media directory'],
  }),
  fixLine('D.F6', 'start PostgreSQL', {
    action: 'start-dependency',
    service: payments,
    runs: ['sudo -n systemctl start postgresql@15-main'],
    risk: 'high',
    lab: ['django-actions', 'start-dependency: PostgreSQL is stopped'],
  }),
  fixLine('D.F7', 'complete the file of variables', {
    action: 'set-env',
    service: payments,
    params: { name: 'SECRET_KEY', value: 'file:/run/secrets/payments-key' },
    runs: [step('set-env SECRET_KEY'), ...wake, step('restore-env'), unit.restart],
    risk: 'critical',
    lab: ['shop-actions', 'set-env: a variable is missing'],
  }),
  fixLine('D.F8', 'install the requirements', {
    action: 'install-dependencies',
    service: payments,
    runs: [step('install-dependencies'), ...wake],
    risk: 'critical',
    lab: ['shop-actions', 'install-dependencies: a module is missing'],
  }),
  fixLine('D.F9', 'collect the static files', {
    action: 'collectstatic',
    service: payments,
    runs: [step('collectstatic'), unit.restart],
    risk: 'critical',
    lab: ['step-django', 'collects static files'],
  }),
  fixLine('D.F10', 'the whole procedure: pull, clean, check, migrate, restart', {
    action: 'deploy',
    service: {
      ...payments,
      deploy: { ...(payments['deploy'] as object), steps: ['.venv/bin/python manage.py migrate --noinput'] },
    },
    saw: [moved],
    runs: [
      step('deploy 1f2e3d4'),
      "sudo -n -u payments sh -c 'cd /srv/payments && .venv/bin/python manage.py migrate --noinput'",
      ...wake,
      step('git-rollback 0a9b8c7'),
      ...wake,
    ],
    risk: 'critical',
    lab: ['django-changes', 'deploy: the fix is on the branch and not on the host'],
  }),
  fixLine(
    'D.F11',
    'correct nginx and reload',
    {
      action: 'enable-site',
      service: payments,
      saw: [{ proxy: { siteEnabled: false } }],
      runs: [step('enable-site')],
      risk: 'critical',
      lab: ['django-actions', 'enable-site: the site is not enabled'],
    },
    { gap: 'An error of syntax is corrected by people; `reload-proxy` then loads it, when its test passes.' },
  ),
  fixLine('D.F12', 'correct the unit', {
    action: 'fix-unit',
    service: payments,
    runs: [step('repair-unit --check'), step('repair-unit'), ...wake, step('restore-unit')],
    risk: 'critical',
    lab: ['django-changes', 'fix-unit: the directory and the program of the unit are not there'],
  }),
  fixLine('D.F13', 'reboot', {
    action: 'reboot',
    service: payments,
    runs: [step('reboot-check'), step('reboot')],
    risk: 'critical',
    lab: ['step-shop', 'goes down when all would come back'],
  }),
  fixLine(
    'D.F14',
    'the bundle of logs',
    {
      action: 'run-checks',
      service: { ...payments, checks: [{ id: 'imports', run: 'true' }] },
      runs: ['sudo -n -u payments sh -c true'],
      risk: 'low',
    },
    { gap: 'The bundle itself is a button of every verdict (*Logs*), not an action: it changes nothing.' },
  ),
];
