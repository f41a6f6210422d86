import { exited } from '#test/recorded/recorded.ts';
import { caprover, caproverEnv, http, platformLog, recordedAnswer } from './answers.ts';
import { fact, goodSign, type Line, line, signature } from './line.ts';
import { payments, portalOnCaprover as portal, portalWithHost as hosted } from './services.ts';

/** Docker Swarm's service and its newest tasks. */
const swarm = (running: number, ...tasks: string[]) =>
  exited(
    [
      `service srv-captain--portal srv-captain--portal ${running}/1`,
      ...tasks.map((task) => task.replaceAll('|', '\u0001')),
    ].join('\n'),
  );
const runs = swarm(1, 'portal.1|Running|Running 2 hours ago||img-captain-portal:12');
const loops = swarm(
  0,
  'portal.1|Ready|Ready 2 seconds ago||img-captain-portal:12',
  'portal.1|Shutdown|Failed 4 seconds ago|task: non-zero exit (1)|img-captain-portal:12',
  'portal.1|Shutdown|Failed 12 seconds ago|task: non-zero exit (1)|img-captain-portal:12',
);
const gunicorn = [
  '[2026-11-21 00:32:40 +0000] [1] [INFO] Starting gunicorn 20.1.0',
  '[2026-11-21 00:32:41 +0000] [1] [INFO] Listening at: http://0.0.0.0:80 (1)',
  '[2026-11-21 00:32:42 +0000] [8] [INFO] Booting worker with pid: 8',
];
const loopback = gunicorn.map((each) => each.replace('0.0.0.0:80', '127.0.0.1:8000'));
const unreachable = 'django.db.utils.OperationalError: could not connect to server: Connection refused';
const django = { server: 'gunicorn', 'content-type': 'application/json' };
const plan = exited('[X]  contenttypes.0001_initial\n[ ]  items.0002_price\n');

/** System C: Django, gunicorn and PostgreSQL on CapRover. */
export const checksC: readonly Line[] = [
  line(
    'C.C1',
    'the app runs, is stopped, or restarts',
    fact('process.state', 'running', hosted, { state: runs }, 'docker service ps'),
    fact('process.state', 'restarting', hosted, { state: loops }),
    fact('process.state', 'stopped', portal, { app: caprover(portal, { instanceCount: 0 })['app'] ?? runs }),
  ),
  line(
    'C.C2',
    'the end of its log',
    fact('logs.sources', ['caprover'], portal, platformLog(...gunicorn), '/logs?'),
    fact('logs.sources', ['docker'], hosted, { docker: exited(gunicorn.join('\n')) }, 'docker service logs'),
  ),
  line('C.C3', 'the log: no connection to the database', signature('db-unreachable-pg', unreachable)),
  line(
    'C.C4',
    'the log: a relation exists already',
    signature('mig-already-exists', 'django.db.utils.ProgrammingError: relation "items" already exists'),
  ),
  line(
    'C.C5',
    'the log: a module is missing',
    signature('py-module-missing', "ModuleNotFoundError: No module named 'rest_framework'"),
  ),
  line(
    'C.C6',
    'the log: the port is taken',
    signature('port-in-use', 'OSError: [Errno 98] Address already in use'),
  ),
  line(
    'C.C7',
    'variables there, by name and shape',
    fact(
      'env.missing',
      ['DB_NAME', 'DB_USER', 'DB_PASSWORD'],
      portal,
      caproverEnv(
        portal,
        { key: 'DB_HOST', value: 'srv-captain--portal-db' },
        { key: 'DJANGO_SETTINGS_MODULE', value: 'portal.settings_caprover' },
      ),
    ),
    fact('env.empty', ['DB_NAME'], portal, caproverEnv(portal, { key: 'DB_NAME', value: '' })),
  ),
  line(
    'C.C8',
    'DB_HOST names the database app',
    fact('env.wrong', ['DB_HOST'], portal, caproverEnv(portal, { key: 'DB_HOST', value: 'localhost' })),
  ),
  line(
    'C.C9',
    'the settings module is the one for CapRover',
    fact(
      'env.wrong',
      ['DJANGO_SETTINGS_MODULE'],
      portal,
      caproverEnv(portal, { key: 'DJANGO_SETTINGS_MODULE', value: 'portal.settings' }),
    ),
  ),
  line(
    'C.C10',
    'the database app runs',
    fact(
      'needs.postgres.unitState',
      'stopped',
      hosted,
      { postgres: exited('docker exited - 0 2026-11-20T23:30:00Z 1795217569\nresus-no-address\n') },
      'docker inspect',
    ),
    fact('needs.postgres.unitActive', true, hosted, {
      postgres: exited('docker running - 0 2026-11-20T23:30:00Z 1795217569\nresus-no-address\n'),
    }),
  ),
  line(
    'C.C11',
    'HTTPS is on',
    fact(
      'platform.https',
      false,
      portal,
      caprover(portal, { customDomain: [{ publicDomain: 'portal.example.test', hasSsl: false }] }),
    ),
  ),
  line(
    'C.C12',
    'the domain is attached',
    fact('platform.hasPublicDomain', false, portal, caprover(portal, { customDomain: [] })),
  ),
  line(
    'C.C13',
    'the routed port is the one that is bound',
    fact('platform.httpPort', 8080, portal, caprover(portal, { containerHttpPort: 8080 })),
    fact('logs.boundPort', 80, portal, platformLog(...gunicorn)),
    fact(
      'platform.httpPortMatchesEnv',
      false,
      portal,
      caprover(portal, { envVars: [{ key: 'PORT', value: '8000' }] }),
    ),
  ),
  line(
    'C.C14',
    'the health page says OK',
    fact('public.bodyMatches', true, portal, { answer: http(200, 'OK', django) }),
    fact('public.bodyMatches', false, portal, { answer: http(200, 'nope', django) }),
  ),
  line(
    'C.C15',
    'the health page is part of this version at all',
    fact('public.alive', true, portal, { answer: http(404, 'Not Found', django) }),
    fact('public.expectMet', false, portal, { answer: http(404, 'Not Found', django) }),
  ),
  line(
    'C.C16',
    'gunicorn says that it starts',
    fact('logs.goodSigns', ['g-gunicorn', 'g-worker'], portal, platformLog(...gunicorn)),
    goodSign('g-gunicorn', gunicorn[1] ?? ''),
  ),
  line(
    'C.C17',
    'gunicorn binds every address, port 80',
    fact('logs.boundTo', 'http://0.0.0.0:80', portal, platformLog(...gunicorn)),
    fact('logs.boundLoopback', true, portal, platformLog(...loopback)),
  ),
  line(
    'C.C18',
    'the image is for port 80',
    fact('logs.boundPort', 8000, portal, platformLog(...loopback)),
    fact('platform.httpPort', 80, portal, caprover(portal)),
    {
      gap: 'EXPOSE in a Dockerfile is not read: CapRover routes by its own setting, so the port that is bound and the port that is routed are what counts.',
    },
  ),
  line(
    'C.C19',
    'it restarts again and again',
    fact('process.crashLoop', true, hosted, { state: loops }),
    fact(
      'logs.starts',
      3,
      portal,
      platformLog(...gunicorn, ...gunicorn.map((each) => `${each} `), ...gunicorn.map((each) => `${each}  `)),
    ),
  ),
  line(
    'C.C20',
    'a real login to the database',
    fact(
      'needs.postgres-2.authenticated',
      true,
      hosted,
      { 'postgres-2': recordedAnswer('needs.txt', 'up', 'postgres-2') },
      'psql',
    ),
    fact('needs.postgres-2.authenticated', false, hosted, {
      'postgres-2': recordedAnswer('needs.txt', 'refused-login', 'postgres-2'),
    }),
  ),
  line(
    'C.C21',
    'the database exists, and is not a fresh one',
    fact('needs.postgres-2.outcome', 'no_database', hosted, {
      'postgres-2': recordedAnswer('needs.txt', 'no-database', 'postgres-2'),
    }),
    signature('mig-pending', 'django.db.utils.ProgrammingError: relation "items_item" does not exist'),
  ),
  line(
    'C.C22',
    'migrations wait or failed',
    signature('mig-pending', 'You have 3 unapplied migration(s).'),
    fact('migrations.pending', true, payments, { plan }),
  ),
  line(
    'C.C23',
    'what is required is installed',
    fact('runtime.missingPackages', ['psycopg2-binary'], payments, {
      python: exited('python 3.11.2\nmissing psycopg2-binary\n'),
    }),
    {
      gap: 'Whether the requirements name a module that no package of that name brings is for people: the log names the module, the list tells what is required and not installed.',
    },
  ),
  line(
    'C.C24',
    'the list answers in JSON',
    fact('checks.list.passed', true, portal, { list: http(200, '{"results":[]}', django) }, '/api/items/'),
    fact('checks.list.passed', false, portal, { list: http(200, '<html>', { server: 'gunicorn' }) }),
  ),
  line(
    'C.C25',
    'no error since the fix, and a good sign',
    fact('logs.errorCount', 0, portal, platformLog(...gunicorn)),
    fact('logs.rootSignature', 'none', portal, platformLog(...gunicorn)),
  ),
  line(
    'C.C26',
    'what was changed just before',
    fact(
      'platform.deployedRecently',
      true,
      portal,
      caprover(portal, {
        versions: [
          {
            version: 12,
            deployedImageName: 'img-captain-portal:12',
            timeStamp: '2026-11-20T23:00:00.000Z',
            gitHash: 'ccc333',
          },
        ],
        deployedVersion: 12,
      }),
    ),
    fact('platform.deployedCommit', 'ccc333', portal, caprover(portal)),
  ),
  line(
    'C.C27',
    'it is being built, or the build failed',
    fact('platform.building', true, portal, caprover(portal, { isAppBuilding: true })),
    fact('platform.buildFailed', true, portal, caprover(portal, {}, true)),
  ),
];
