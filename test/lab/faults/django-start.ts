import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';
/** Both are true of what dies at each start; which one heads the verdict is the moment's choice. */
const crashed = ['backend-crashed', 'crash-loop'];
const down = { visit: health, gives: 502 } as const;

/** System D: what stops the process from starting. */
export const djangoStartFaults = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-masked',
    title: 'the unit was stopped and masked',
    inject:
      'systemctl stop payments-backend; mv $UNIT /root/; systemctl mask -q payments-backend; systemctl daemon-reload',
    symptom: { ...down, inside: 'systemctl is-enabled payments-backend', says: 'masked' },
    expect: { verdict: ['unit-masked', 'backend-not-running'] },
  },
  {
    id: 'd-unit-missing',
    title: 'the unit file was deleted and the process stopped',
    inject: 'systemctl stop payments-backend; rm $UNIT; systemctl daemon-reload',
    symptom: { ...down, inside: 'systemctl show -P LoadState payments-backend', says: 'not-found' },
    expect: { verdict: ['unit-not-found', 'backend-not-running'] },
  },
  {
    id: 'd-unit-broken',
    title: 'the unit file lost its ExecStart',
    inject: `systemctl stop payments-backend; edit '/^ExecStart=/d' $UNIT; unit_changed`,
    symptom: { ...down, inside: 'systemctl show -P LoadState payments-backend', says: 'bad-setting' },
    expect: { verdict: ['unit-broken', 'backend-not-running'] },
  },
  {
    id: 'd-killed',
    title: 'the process was killed and the unit does not restart it',
    inject: `edit '/^Restart=/d' $UNIT; unit_changed; up; systemctl kill -s KILL payments-backend; failed`,
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus payments-backend', says: '9' },
    expect: {
      verdict: ['backend-killed', ...crashed, 'backend-not-running'],
      notCauses: ['oom-kernel', 'oom-systemd'],
    },
  },
  {
    id: 'd-import-name',
    title: 'the release imports a name that its module does not have',
    inject: `edit '1i from orders.pricing import with_tax' orders/models.py; deploy 'orders: tax'; failed`,
    symptom: down,
    expect: { verdict: ['py-import-name', ...crashed], causes: ['py-import-name'], quotes: 'with_tax' },
  },
  {
    id: 'd-syntax',
    title: 'the release has a syntax error in its models',
    inject: `echo 'class Refund(models.Model:' >>orders/models.py; deploy 'orders: refunds'; failed`,
    symptom: down,
    expect: { verdict: ['py-syntax', ...crashed], causes: ['py-syntax'], quotes: 'SyntaxError' },
  },
  {
    id: 'd-improper',
    title: 'the settings name a database backend that does not exist',
    inject: `edit 's/backends.postgresql/backends.postgres/' payments/settings.py; deploy 'settings: database'; failed`,
    symptom: down,
    expect: { verdict: ['dj-improperly-configured', ...crashed], causes: ['dj-improperly-configured'] },
  },
  {
    id: 'd-env-missing',
    title: 'SECRET_KEY is gone from .env',
    inject: `edit '/^SECRET_KEY=/d' .env; restart; failed`,
    symptom: down,
    expect: {
      verdict: ['py-env-missing', 'env-missing', ...crashed],
      causes: [['py-env-missing', 'env-missing']],
      quotes: 'SECRET_KEY',
    },
  },
  {
    id: 'd-env-empty',
    title: 'DATABASE_URL is empty in .env: the process runs, every request fails',
    inject: `edit 's/^DATABASE_URL=.*/DATABASE_URL=/' .env; restart; wait_for '[ $(outside /health) = 500 ]'`,
    symptom: {
      visit: health,
      gives: 500,
      inside: 'journalctl -q -u payments-backend',
      says: 'ImproperlyConfigured',
    },
    expect: {
      verdict: ['env-missing', 'dj-improperly-configured', 'app-error'],
      causes: [['env-missing', 'dj-improperly-configured']],
      quotes: 'DATABASE',
    },
  },
  {
    id: 'd-envfile-gone',
    title: '.env was renamed',
    inject: 'mv .env .env.old; restart || true; failed',
    symptom: {
      ...down,
      inside: 'journalctl -q -u payments-backend',
      says: 'Failed to load environment files',
    },
    expect: { verdict: ['sysd-envfile', ...crashed, 'backend-not-running'], causes: ['sysd-envfile'] },
  },
  {
    id: 'd-venv-gone',
    title: 'the virtual environment was deleted',
    inject: 'rm -rf .venv; restart || true; failed',
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus payments-backend', says: '203' },
    expect: { verdict: ['sysd-exec', ...crashed], causes: ['sysd-exec'] },
  },
  {
    id: 'd-venv-not-executable',
    title: 'a chmod took the x bit from gunicorn',
    inject: 'chmod -R a-x,a+X .venv/bin; restart || true; failed',
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus payments-backend', says: '203' },
    expect: { verdict: ['sysd-exec', 'permission', ...crashed], causes: [['sysd-exec', 'permission']] },
  },
  {
    id: 'd-workdir',
    title: 'the unit names a WorkingDirectory that is not there',
    inject: `edit 's#^WorkingDirectory=.*#WorkingDirectory=/srv/payment#' $UNIT; unit_changed; failed`,
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus payments-backend', says: '200' },
    expect: { verdict: ['sysd-chdir', ...crashed], causes: ['sysd-chdir'] },
  },
  {
    id: 'd-user',
    title: 'the unit names a user that does not exist',
    inject: `edit 's/^User=.*/User=payment/' $UNIT; unit_changed; failed`,
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus payments-backend', says: '217' },
    expect: { verdict: ['sysd-user', ...crashed], causes: ['sysd-user'] },
  },
  {
    id: 'd-wsgi-target',
    title: 'gunicorn is told to load an object that the module does not have',
    inject: `edit 's/wsgi:application/wsgi:app/' $UNIT; unit_changed; failed`,
    symptom: { ...down, inside: 'journalctl -q -u payments-backend', says: 'Failed to find attribute' },
    expect: { verdict: ['gun-app-load', ...crashed], causes: ['gun-app-load'] },
  },
  {
    id: 'd-port-in-use',
    title: 'a forgotten copy of another program holds port 8000',
    inject: `systemctl stop payments-backend
      systemd-run -q --unit stray --uid payments python3 -m http.server --bind 127.0.0.1 --directory /srv/shop 8000
      wait_for 'curl -s -o /dev/null http://127.0.0.1:8000/'; restart; failed`,
    symptom: {
      visit: health,
      gives: 404,
      inside: 'journalctl -q -u payments-backend',
      says: 'Connection in use',
    },
    expect: { verdict: ['port-in-use', ...crashed], causes: ['port-in-use'] },
  },
  {
    id: 'd-port-in-use-mute',
    title: 'a program that never answers holds port 8000',
    inject: `systemctl stop payments-backend
      systemd-run -q --unit stray python3 -c "import socket,time; s=socket.create_server(('127.0.0.1',8000)); time.sleep(9999)"
      wait_for "ss -Hltn 'sport = :8000' | grep -q ."; restart
      wait_for "journalctl -q -u payments-backend | grep -q 'Connection in use'"`,
    symptom: {
      visit: health,
      gives: 504,
      inside: 'journalctl -q -u payments-backend',
      says: 'Connection in use',
    },
    expect: { verdict: ['port-in-use', ...crashed], causes: ['port-in-use'] },
  },
  {
    id: 'd-other-port',
    title: 'the unit makes gunicorn listen on 8001, nginx and the catalog expect 8000',
    inject: `edit 's/127.0.0.1:8000/127.0.0.1:8001/' $UNIT; unit_changed; wait_for 'curl -sf -o /dev/null http://127.0.0.1:8001/health'`,
    symptom: { ...down, inside: 'systemctl is-active payments-backend', says: 'active' },
    expect: {
      verdict: ['port-mismatch', 'upstream-port-mismatch'],
      notCauses: ['backend-not-running', ...crashed],
    },
  },
  {
    id: 'd-bind-ipv6',
    title: 'gunicorn listens on [::1] only, nginx asks 127.0.0.1',
    inject: `edit 's/127.0.0.1:8000/[::1]:8000/' $UNIT; unit_changed; wait_for "ss -Hltn 'sport = :8000' | grep -q ."`,
    symptom: { ...down, inside: "ss -Hltn 'sport = :8000'", says: '[::1]:8000' },
    expect: { verdict: ['bind-address', 'upstream-address-mismatch'] },
  },
  {
    id: 'd-log-permission',
    title: 'root owns the error log since someone looked at it, so the settings cannot open it',
    inject:
      'systemctl stop payments-backend; touch /var/log/payments/error.log; chown root:root /var/log/payments/error.log; chmod 600 /var/log/payments/error.log; restart; failed',
    symptom: { ...down, inside: 'journalctl -q -u payments-backend', says: 'PermissionError' },
    expect: {
      verdict: ['permission', ...crashed],
      causes: ['permission'],
      quotes: '/var/log/payments/error.log',
    },
  },
  {
    id: 'd-dir-permission',
    title: 'the project directory was given to root and closed',
    inject: 'chown root:root /srv/payments; chmod 700 /srv/payments; restart || true; failed',
    symptom: down,
    expect: {
      verdict: ['permission', 'sysd-chdir', 'sysd-exec', ...crashed],
      causes: [['permission', 'sysd-chdir', 'sysd-exec']],
    },
  },
  {
    id: 'd-open-files',
    title: 'the unit may open eight files only',
    inject: `edit 's/^RestartSec=.*/&\\nLimitNOFILE=8/' $UNIT; unit_changed; failed`,
    symptom: { ...down, inside: 'journalctl -q -u payments-backend', says: 'Too many open files' },
    expect: { verdict: ['too-many-files', ...crashed], causes: ['too-many-files'] },
  },
  {
    id: 'd-option',
    title: 'gunicorn is started with an option that it does not know',
    inject: `edit 's/--workers 2/--wokers 2/' $UNIT; unit_changed; failed`,
    symptom: { ...down, inside: 'journalctl -q -u payments-backend', says: 'unrecognized arguments' },
    expect: { verdict: crashed, quotes: 'unrecognized arguments' },
  },
  {
    id: 'd-tasks',
    title: 'the unit may have one process only, so gunicorn cannot start a worker',
    inject: `edit 's/^RestartSec=.*/&\\nTasksMax=1/' $UNIT; unit_changed; failed`,
    symptom: {
      ...down,
      inside: 'journalctl -q -u payments-backend',
      says: 'Resource temporarily unavailable',
    },
    expect: { verdict: crashed, quotes: 'Resource temporarily unavailable' },
  },
  {
    id: 'd-oom',
    title: 'the unit may use 40 MB and the kernel kills what starts',
    alone: true,
    inject: `edit 's/^RestartSec=.*/&\\nMemoryMax=40M\\nMemorySwapMax=0/' $UNIT; unit_changed
      wait_for 'journalctl -kq | grep -q "Killed process"'; sleep 2`,
    symptom: {
      visit: health,
      gives: [502, 504],
      inside: 'journalctl -kq',
      says: 'Memory cgroup out of memory',
    },
    expect: { verdict: ['oom-kernel', 'oom-systemd', ...crashed], causes: [['oom-kernel', 'oom-systemd']] },
  },
]);
