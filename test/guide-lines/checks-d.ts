import { exited, recordedAnswers, recordedPart } from '#test/recorded/recorded.ts';
import { curl, http, nginx502, recordedAnswer } from './answers.ts';
import { fact, type Line, line, signature } from './line.ts';
import { git, modes, names, wrapper } from './printed-d.ts';
import { behindNginx, payments, paymentsWithoutDebug as strict } from './services.ts';

const unit = (name: string) => ({ state: exited(recordedPart('systemctl-show.txt', name)) });
const disabled = recordedPart('systemctl-show.txt', 'stopped').replace('=static', '=disabled');
const journal = exited(recordedPart('journal.txt', 'j-gun-ok'));
const file = '/var/log/payments/error.log';
const postgresLog = '/var/log/postgresql/postgresql-15-main.log';
const everything = [
  'process',
  'listening',
  'local',
  'logs',
  'proxy',
  'public',
  'needs',
  'migrations',
  'paths',
  'env',
];

/** System D: Django under systemd behind nginx. */
export const checksD: readonly Line[] = [
  line('D.C1', "a browser's error, pasted", {
    pasted:
      'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.test/api/orders/. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 502.',
    url: 'https://api.example.test/api/orders/',
    status: 502,
  }),
  line(
    'D.C2',
    'nginx lives: it wrote the 502',
    fact('public.layer', 'nginx', payments, { answer: nginx502 }),
    fact('proxy.active', true, behindNginx, recordedAnswers('nginx.txt', 'app-down')),
  ),
  line(
    'D.C3',
    'the server lets us in',
    fact('access.reachable', true, payments, { state: exited('') }),
    fact('access.reachable', false, payments, {
      state: { outcome: 'unreachable', reason: 'timed_out', detail: '', tookMs: 5 },
    }),
  ),
  line(
    'D.C4',
    'state of the unit',
    fact('process.state', 'running', payments, unit('ok'), 'systemctl show'),
    fact('process.state', 'stopped', payments, unit('stopped')),
    fact('process.state', 'failed', payments, unit('fail1')),
  ),
  line(
    'D.C5',
    'journal of the unit',
    fact('logs.sources', ['journal'], { ...payments, logs: [] }, { journal }, '-n 200'),
    {
      gap: 'The journal is read, not followed: the last 200 lines since the newest start, and again when a verdict needs waiting.',
    },
  ),
  line(
    'D.C6',
    "Django's own log file",
    fact(
      'logs.sources',
      ['journal', file, postgresLog],
      payments,
      { journal, [file]: exited('fine\n'), [postgresLog]: exited('fine\n') },
      file,
    ),
  ),
  line(
    'D.C7',
    'the gunicorn processes',
    fact(
      'listening.ownerProgram',
      'gunicorn',
      { ...payments, listen: '127.0.0.1:8201' },
      { sockets: exited(recordedPart('host.txt', 'ss root')) },
    ),
  ),
  line(
    'D.C8',
    'somebody listens on the port',
    fact(
      'listening.open',
      true,
      payments,
      { sockets: exited(recordedPart('host.txt', 'ss user')) },
      'ss -Hltnpe',
    ),
    fact(
      'listening.open',
      true,
      payments,
      { sockets: exited(recordedPart('host.txt', 'netstat')) },
      'netstat -ltnp',
    ),
  ),
  line(
    'D.C9',
    'health on the port itself says healthy',
    fact('local.bodyMatches', true, payments, { answer: recordedAnswer('http.txt', 'ok', 'answer') }),
  ),
  line(
    'D.C10',
    'debugging is off',
    fact('local.expectMet', false, strict, {
      answer: curl(200, '{"status":"healthy","debug":true}', 'gunicorn'),
    }),
    fact('local.expectMet', true, strict, {
      answer: curl(200, '{"status":"healthy","debug":false}', 'gunicorn'),
    }),
  ),
  line(
    'D.C11',
    'it began right after a pull',
    fact('deploy.deployedRecently', true, payments, { git }, 'reflog'),
    fact('deploy.deployedAgeS', 240, payments, { git }),
  ),
  line(
    'D.C12',
    "Django's own check",
    fact(
      'checks.django.passed',
      true,
      payments,
      { django: exited('System check identified no issues (0 silenced).\nresus-exit 0\n') },
      '--database default',
    ),
    fact('checks.django.signature', 'py-module-missing', payments, {
      django: exited("ModuleNotFoundError: No module named 'orders'\nresus-exit 1\n"),
    }),
  ),
  line(
    'D.C13',
    'migrations that wait',
    fact(
      'migrations.names',
      ['orders.0002_price'],
      payments,
      { plan: exited('[X]  orders.0001_initial\n[ ]  orders.0002_price\n') },
      'showmigrations',
    ),
  ),
  line(
    'D.C14',
    'compiled files without their source',
    fact(
      'checks.stale-bytecode.passed',
      false,
      payments,
      { 'stale-bytecode': exited('./orders/old.pyc\nresus-exit 1\n') },
      '*.pyc',
    ),
  ),
  line(
    'D.C15',
    'owner and mode of what it needs',
    fact('paths.wrongOwner', ['/srv/payments/media'], payments, { stat: modes }),
    fact('paths.unwritable', ['/srv/payments/media'], payments, { stat: modes }),
    signature('permission', "PermissionError: [Errno 13] Permission denied: '/srv/payments/media'"),
  ),
  line(
    'D.C16',
    'the real PostgreSQL cluster, not its wrapper',
    fact(
      'needs.postgres.unitState',
      'running',
      payments,
      { postgres: recordedAnswer('needs.txt', 'up', 'postgres') },
      'postgresql@15-main',
    ),
    fact('needs.postgres.up', false, payments, { postgres: wrapper }),
  ),
  line(
    'D.C17',
    'the database answers a query',
    fact(
      'needs.postgres-2.answers',
      true,
      payments,
      { 'postgres-2': recordedAnswer('needs.txt', 'up', 'postgres-2') },
      'select ',
    ),
  ),
  line(
    'D.C18',
    'the file of variables and its names',
    fact('env.missing', ['SECRET_KEY', 'ALLOWED_HOSTS'], payments, { file: names }),
    fact('env.fileExists', false, payments, { file: exited('resus-no-file\n') }),
  ),
  line(
    'D.C19',
    'the log: a variable is not set',
    signature('env-missing', 'Environment variable SECRET_KEY not set'),
  ),
  line(
    'D.C20',
    'the log: an import fails',
    signature(
      'py-import-name',
      "ImportError: cannot import name 'total' from 'orders.pricing' (/srv/payments/orders/pricing.py)",
    ),
    signature('py-module-missing', "ModuleNotFoundError: No module named 'orders.rates'"),
  ),
  line(
    'D.C21',
    'virtual environment and what is installed',
    fact('runtime.venvExists', false, payments, { python: exited('resus-no-venv\n') }),
    fact('runtime.missingPackages', ['gunicorn'], payments, {
      python: exited('python 3.11.2\nmissing gunicorn\n'),
    }),
  ),
  line(
    'D.C22',
    "nginx's error log",
    fact(
      'proxy.errorSignature',
      'ngx-refused',
      behindNginx,
      recordedAnswers('nginx.txt', 'wrong-port'),
      '*error*.log',
    ),
    { gap: 'The access log is not read: the requests it would show are made by the probes themselves.' },
  ),
  line(
    'D.C23',
    "PostgreSQL's log",
    fact(
      'logs.rootSignature',
      'db-too-many-conn',
      payments,
      {
        journal,
        [file]: exited(''),
        [postgresLog]: exited(
          '2026-11-21 00:32:40 UTC [812] app@payments FATAL:  sorry, too many clients already\n',
        ),
      },
      postgresLog,
    ),
  ),
  line(
    'D.C24',
    "nginx's own test",
    fact('proxy.configOk', false, behindNginx, recordedAnswers('nginx.txt', 'broken'), 'nginx -T'),
  ),
  line(
    'D.C25',
    'what the unit says',
    fact('process.unitFile', '/etc/systemd/system/ok.service', payments, unit('ok')),
    fact('process.state', 'bad_setting', payments, unit('bad')),
    {
      gap: 'The text of the unit is not shown: it may hold secrets. What systemd made of it is: user, directory, file, and what it refused.',
    },
  ),
  line(
    'D.C26',
    'health as users see it',
    fact('public.status', 200, payments, { answer: http(200, '{}', { server: 'gunicorn' }) }),
  ),
  line(
    'D.C27',
    'one real list',
    fact('checks.orders.status', 200, payments, { orders: curl(200, '[]', 'gunicorn') }, '/api/orders/'),
  ),
  line('D.C28', 'the nine points in one go', { together: everything, service: payments }),
  line('D.C29', 'the five parts in one go', {
    together: ['process', 'listening', 'local', 'logs'],
    service: payments,
  }),
  line(
    'D.C30',
    'it starts at boot',
    fact('process.enabled', true, payments, unit('ok')),
    fact('process.enabled', false, payments, { state: exited(disabled) }),
  ),
  line(
    'D.C31',
    'CORS headers are back',
    fact('cors.allowed', true, payments, {
      preflight0: http(204, '', {
        server: 'gunicorn',
        'access-control-allow-origin': 'https://shop.example.test',
        'access-control-allow-headers': 'content-type, authorization',
      }),
      get0: http(200, '{}', {
        server: 'gunicorn',
        'access-control-allow-origin': 'https://shop.example.test',
      }),
    }),
  ),
];
