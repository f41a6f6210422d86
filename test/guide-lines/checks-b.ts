import { exited, recordedAnswers, recordedPart } from '#test/recorded/recorded.ts';
import { cloudflare502, curl, nginx502, nginxWith, recordedAnswer } from './answers.ts';
import { fact, type Line, line, signature } from './line.ts';
import { authCompose, authOnWindows, authProcess as auth, authUnit, behindNginx } from './services.ts';

const uvicorn = 'INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)';
const log = '/srv/auth/app.log';
const plain = exited(
  `LISTEN 0 2048 127.0.0.1:8000 0.0.0.0:* users:(("python",pid=4121,fd=6))\nresus-now 1795217569\nprocess 4121   3600 auth     venv/bin/python main.py\n\ncwd 4121 /srv/auth\n`,
);
const running = exited(
  `${JSON.stringify({ Status: 'running', StartedAt: '2026-11-20T21:00:00Z' })}\u00010\u0001auth:1\u0001{}\u0001always\u00010\u0001/auth\nNow=1795217569\n`,
);
const windowsRunning = exited(
  `${JSON.stringify({ kind: 'service', now: 1_795_217_569, state: 'Running', exit: 0, start: 'Auto', pid: 4121, started: 1_795_210_000 })}\r\n`,
);
const sockets = exited(recordedPart('host.txt', 'ss root'));
const taken = exited(
  `LISTEN 0 5 127.0.0.1:8000 0.0.0.0:* users:(("python3",pid=297,fd=3)) cgroup:/system.slice/web.service <->\nmain 4121\n`,
);
const noVenv = exited('resus-no-venv\n');
const noEntry = exited(
  `755|root|root|directory|/\n755|auth|auth|directory|/srv\n755|auth|auth|directory|/srv/auth\nstat: cannot statx '/srv/auth/main.py': No such file or directory\n`,
);

/** System B: FastAPI started in four ways, behind nginx and a CDN. */
export const checksB: readonly Line[] = [
  line(
    'B.C1',
    'the public login answers 502',
    fact('public.status', 502, auth, { answer: nginx502 }, '"method":"POST"'),
  ),
  line(
    'B.C2',
    'the process, its pid and age',
    fact('process.pid', 4121, auth, { state: plain }),
    fact('process.uptimeS', 3600, auth, { state: plain }),
  ),
  line(
    'B.C3',
    'who listens on the port, and where',
    fact('listening.addresses', ['127.0.0.1:8000'], authUnit, { sockets }),
    fact('listening.ownerPid', 297, authUnit, { sockets }),
  ),
  line(
    'B.C4',
    'a login with invented words, on the port itself',
    fact('checks.login.status', 422, auth, { login: curl(422, '{"detail":[]}') }, 'probe@example.test'),
    fact('checks.login.outcome', 'refused', auth, { login: recordedAnswer('http.txt', 'refused', 'answer') }),
    fact('checks.login.outcome', 'timed_out', auth, { login: recordedAnswer('http.txt', 'hang', 'answer') }),
  ),
  line(
    'B.C5',
    'health on the port itself',
    fact('local.status', 200, auth, { answer: recordedAnswer('http.txt', 'ok', 'answer') }, '/health'),
  ),
  line(
    'B.C6',
    'how it was started',
    fact('process.kind', 'process', auth, { state: plain }),
    fact('process.kind', 'compose', authCompose, { state: running }),
    fact('process.kind', 'systemd', authUnit, { state: exited(recordedPart('systemctl-show.txt', 'ok')) }),
    fact('listening.ownerUnit', 'web.service', authUnit, { sockets }),
  ),
  line(
    'B.C7',
    'state of the unit',
    fact(
      'process.state',
      'running',
      authUnit,
      { state: exited(recordedPart('systemctl-show.txt', 'ok')) },
      'systemctl show',
    ),
    fact('process.state', 'failed', authUnit, { state: exited(recordedPart('systemctl-show.txt', 'fail1')) }),
  ),
  line(
    'B.C8',
    'state and log of the container',
    fact('process.state', 'running', authCompose, { state: running }, 'com.docker.compose.service=auth'),
    fact(
      'logs.sources',
      ['docker'],
      authCompose,
      { docker: exited(`${uvicorn}\n`) },
      'docker logs --tail 200',
    ),
  ),
  line(
    'B.C9',
    'the start line with the real address',
    fact('logs.boundTo', 'http://127.0.0.1:8000', auth, { [log]: exited(`${uvicorn}\n`) }),
  ),
  line(
    'B.C10',
    'the three start errors',
    signature('port-in-use', '[Errno 98] error while attempting to bind on address: address already in use'),
    signature('py-module-missing', "ModuleNotFoundError: No module named 'fastapi'"),
    signature('db-unreachable-pg', 'could not connect to server: Connection refused'),
  ),
  line(
    'B.C11',
    'the end of the log file',
    fact('logs.sources', [log], auth, { [log]: exited(`${uvicorn}\n`) }, 'tail -n 200'),
  ),
  line(
    'B.C12',
    'the end of the journal',
    fact(
      'logs.sources',
      ['journal'],
      authUnit,
      { journal: exited(recordedPart('journal.txt', 'j-gun-ok')) },
      'journalctl -u',
    ),
  ),
  line(
    'B.C13',
    "nginx's own test",
    fact('proxy.configOk', true, behindNginx, recordedAnswers('nginx.txt', 'healthy'), 'nginx -T'),
    fact('proxy.configOk', false, behindNginx, recordedAnswers('nginx.txt', 'broken')),
  ),
  line(
    'B.C14',
    'where nginx sends the request',
    fact('proxy.upstreamHost', '127.0.0.1', behindNginx, recordedAnswers('nginx.txt', 'healthy')),
    fact('proxy.upstreamPort', 8080, behindNginx, recordedAnswers('nginx.txt', 'healthy')),
  ),
  line(
    'B.C15',
    'its port is the one that is listened on',
    fact('proxy.upstreamMismatch', 'port', behindNginx, recordedAnswers('nginx.txt', 'wrong-port')),
  ),
  line(
    'B.C16',
    'its address is the one that is bound',
    fact('proxy.upstreamMismatch', 'address', behindNginx, nginxWith('192.0.2.9:8080')),
  ),
  line(
    'B.C17',
    'what nginx wrote about it',
    fact('proxy.errorSignature', 'ngx-refused', behindNginx, recordedAnswers('nginx.txt', 'wrong-port')),
    fact('proxy.throughGatewayError', true, behindNginx, recordedAnswers('nginx.txt', 'wrong-port')),
  ),
  line(
    'B.C18',
    'who holds the port instead',
    fact('listening.ownerIsService', false, authUnit, { sockets: taken }),
    fact('listening.ownerUnit', 'web.service', authUnit, { sockets: taken }),
  ),
  line(
    'B.C19',
    'the database runs',
    fact('needs.postgres.up', true, auth, { postgres: recordedAnswer('needs.txt', 'up', 'postgres') }),
    fact('needs.postgres.up', false, auth, { postgres: recordedAnswer('needs.txt', 'down', 'postgres') }),
  ),
  line(
    'B.C20',
    'which proxy wrote the 502',
    fact('public.layer', 'nginx', auth, { answer: nginx502 }),
    fact('public.layer', 'cloudflare', auth, { answer: cloudflare502 }),
  ),
  line(
    'B.C21',
    'virtual environment and entry file are there',
    fact('runtime.venvExists', false, auth, { python: noVenv }),
    fact('paths.missing', ['/srv/auth/main.py'], auth, { stat: noEntry }),
  ),
  line(
    'B.C22',
    'the same on Windows',
    {
      fact: 'process.state',
      is: 'running',
      look: {
        service: authOnWindows,
        answers: { state: windowsRunning },
        os: 'windows',
        asking: 'powershell',
      },
    },
    {
      fact: 'listening.open',
      is: true,
      look: {
        service: authOnWindows,
        answers: {
          sockets: exited('LISTEN 0 0 127.0.0.1:8000 *:* users:(("python",pid=4121,fd=0))\r\nmain 4121\r\n'),
        },
        os: 'windows',
        asking: 'powershell',
      },
    },
    {
      fact: 'local.status',
      is: 200,
      look: {
        service: authOnWindows,
        answers: { answer: recordedAnswer('http.txt', 'ok', 'answer') },
        os: 'windows',
        asking: 'powershell',
      },
    },
    {
      gap: 'The commands for Windows follow Microsoft’s documentation; there was no Windows host to run them on.',
    },
  ),
  line('B.C23', 'everything in one go', {
    together: ['process', 'listening', 'local', 'proxy', 'public', 'logs', 'needs', 'checks'],
    service: auth,
  }),
];
