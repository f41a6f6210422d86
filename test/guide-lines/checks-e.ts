import { exited, recordedAnswers, recordedPart } from '#test/recorded/recorded.ts';
import { curl, failed, http, nginx502, recordedAnswer } from './answers.ts';
import { fact, type Line, line, signature } from './line.ts';
import { behindNginx, storefront as shop } from './services.ts';

const notExported =
  "ImportError: cannot import name 'Basket' from 'storefront.models' (/srv/storefront/storefront/models/__init__.py)";
const noPath = "ModuleNotFoundError: No module named 'storefront.core.live'";
const noClass =
  "ImportError: cannot import name 'LiveFeed' from 'storefront.live' (/srv/storefront/storefront/live.py)";
const program = (name: string) => ({ state: exited(recordedPart('supervisorctl.txt', name)) });
const imports = (said: string, code: number) => ({ imports: exited(`${said}\nresus-exit ${code}\n`) });
const unreachable =
  'psycopg2.OperationalError: connection to server at "127.0.0.1", port 5432 failed: Connection refused';

/** System E: FastAPI under supervisor, with Celery workers and other parts of the product beside it. */
export const checksE: readonly Line[] = [
  line(
    'E.C1',
    'the login answers 502',
    fact('public.status', 502, shop, { answer: nginx502 }),
    fact('checks.login.outcome', 'refused', shop, { login: recordedAnswer('http.txt', 'refused', 'answer') }),
  ),
  line(
    'E.C2',
    'supervisor says RUNNING',
    fact('process.substate', 'RUNNING', shop, program('s-run'), 'supervisorctl status'),
    fact('process.state', 'failed', shop, program('s-fatal')),
    fact('process.crashLoop', true, shop, program('s-backoff')),
  ),
  line(
    'E.C3',
    'import errors at the end of its error log',
    fact(
      'logs.rootSignature',
      'py-import-name',
      shop,
      { stderr: exited(`Traceback (most recent call last):\n${notExported}\n`), stdout: exited('') },
      'read-log',
    ),
    fact('logs.rootSubject', 'storefront.core.live', shop, {
      stderr: exited(`Traceback (most recent call last):\n${noPath}\n`),
      stdout: exited(''),
    }),
  ),
  line(
    'E.C4',
    'the import test in the virtual environment',
    fact(
      'checks.imports.passed',
      true,
      shop,
      imports('all imports fine', 0),
      '.venv/bin/python test_imports.py',
    ),
    fact('checks.imports.passed', false, shop, imports(notExported, 1)),
  ),
  line(
    'E.C5',
    'the fix commits are deployed',
    fact('branch.deployed', false, shop, {
      remote: exited(`@head\n${'a'.repeat(40)}\n@remote\n${'b'.repeat(40)}\trefs/heads/main\n`),
    }),
  ),
  line(
    'E.C6',
    'the docs page on the port itself',
    fact('local.status', 200, shop, { answer: curl(200, '<html>') }, '/api/docs'),
  ),
  line(
    'E.C7',
    'a login with invented words is refused, by the app',
    fact('checks.login.passed', true, shop, { login: curl(401, '{}') }),
    fact(
      'checks.login.accepted',
      true,
      { ...shop, checks: [{ id: 'login', post: '/api/auth/login', json: {}, expect: { status: 401 } }] },
      { login: curl(200, '{}') },
    ),
  ),
  line(
    'E.C8',
    'Redis answers',
    fact('needs.redis.answers', true, shop, { redis: recordedAnswer('needs.txt', 'up', 'redis') }, 'PING'),
    fact('needs.redis.up', false, shop, { redis: recordedAnswer('needs.txt', 'down', 'redis') }),
  ),
  line(
    'E.C9',
    "nginx's own test and its error log",
    fact('proxy.configOk', true, behindNginx, recordedAnswers('nginx.txt', 'healthy')),
    fact('proxy.errorSignature', 'ngx-refused', behindNginx, recordedAnswers('nginx.txt', 'wrong-port')),
  ),
  line(
    'E.C10',
    'the engine is imported, and really connects',
    fact(
      'checks.engine.signature',
      'db-unreachable-pg',
      shop,
      { engine: exited(`${unreachable}\nresus-exit 1\n`) },
      'engine.connect()',
    ),
    fact('needs.postgres.authenticated', true, shop, {
      postgres: recordedAnswer('needs.txt', 'up', 'postgres-2'),
    }),
  ),
  line(
    'E.C11',
    'the Python it must have',
    fact('runtime.pythonMatches', false, shop, { python: exited('python 3.11.2\n') }),
    fact('runtime.pythonMatches', true, shop, { python: exited('python 3.12.4\n') }),
  ),
  line(
    'E.C12',
    'workers run on',
    fact('needs.worker.up', true, shop, { worker: recordedAnswer('needs.txt', 'up', 'worker') }),
    {
      notAffected: ['workers run (worker)'],
      saw: [{ public: { alive: false, status: 502 }, 'needs.worker': { kind: 'worker', up: true } }],
    },
  ),
  line(
    'E.C13',
    'the package exports every model that is used',
    signature('py-import-name', notExported),
    fact('checks.imports.subject', 'Basket', shop, imports(notExported, 1)),
  ),
  line(
    'E.C14',
    'every imported path exists',
    signature('py-module-missing', noPath),
    fact('checks.imports.subject', 'storefront.core.live', shop, imports(noPath, 1)),
  ),
  line(
    'E.C15',
    'every imported name exists',
    signature('py-import-name', noClass),
    fact('checks.imports.subject', 'LiveFeed', shop, imports(noClass, 1)),
  ),
  line(
    'E.C16',
    "the frontend's login page loads",
    fact('related.frontend.alive', true, shop, { frontend: http(200, '<form>') }),
    { gap: 'Logging in there with a real account is for people.' },
  ),
  line(
    'E.C17',
    'the other parts are fine',
    fact('related.sites.alive', true, shop, { sites: http(200) }),
    fact('related.portal.alive', false, shop, { portal: failed('refused') }),
    {
      notAffected: ['sites is up (200)', 'portal is up (200)', 'data in postgres: it answers'],
      saw: [
        { public: { alive: false, status: 502 } },
        { 'related.sites': { alive: true, status: 200 }, 'related.portal': { alive: true, status: 200 } },
        { 'needs.postgres': { kind: 'postgres', up: true } },
      ],
    },
  ),
  line(
    'E.C18',
    'the new feature works after the fix',
    fact('checks.live.passed', true, shop, { live: curl(200, '{}') }, '/api/live/ready'),
    fact('checks.live.passed', false, shop, { live: curl(404, '{}') }),
  ),
  line(
    'E.C19',
    'the deploy script is there and may be run',
    fact(
      'checks.deploy-script.passed',
      false,
      shop,
      { 'deploy-script': exited('resus-exit 1\n') },
      'test -x deploy.sh',
    ),
    {
      gap: 'What each of its steps returned is known when Resus runs the steps (`deploy.steps`), not from a run by hand.',
    },
  ),
];
