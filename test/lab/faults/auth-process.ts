import { authWords } from './auth-words.ts';
import { faultsOf } from './fault.ts';

const health = 'http://auth.example.test/health';
const down = { visit: health, gives: 502 } as const;
/** Both are true of what dies at each start; which one heads the verdict is the moment's choice. */
const crashed = ['backend-crashed', 'crash-loop'];

/** System B, the process: not there, dying for ever, in the wrong place, too slow. */
export const authProcessFaults = faultsOf('fastapi-nginx', authWords, [
  {
    id: 'b-stopped',
    title: 'someone stopped the unit',
    inject: 'systemctl stop auth-api',
    symptom: down,
    expect: { verdict: 'backend-not-running', notCauses: crashed },
  },
  {
    id: 'b-module',
    title: 'a release needs a package that is not installed',
    inject: `edit '1i import stripe' main.py; restart; looping`,
    symptom: down,
    expect: { verdict: ['py-module-missing', ...crashed], causes: ['py-module-missing'], quotes: 'stripe' },
  },
  {
    id: 'b-file-missing',
    title: 'a file of the release was not copied',
    inject: 'rm passwords.py; rm -rf __pycache__; restart; looping',
    symptom: down,
    expect: {
      verdict: ['py-module-missing', ...crashed],
      causes: ['py-module-missing'],
      quotes: 'passwords',
    },
  },
  {
    id: 'b-indent',
    title: 'an edit on the server broke the indentation',
    inject: `edit 's/^    return {"status": "ok"}/  return {"status": "ok"}\\n   x = 1/' main.py; restart; looping`,
    symptom: down,
    expect: { verdict: ['py-syntax', ...crashed], causes: ['py-syntax'], quotes: 'IndentationError' },
  },
  {
    id: 'b-env-missing',
    title: 'JWT_SECRET is gone from the environment file',
    inject: `edit '/^JWT_SECRET=/d' /etc/auth.env; restart; looping`,
    symptom: down,
    expect: {
      verdict: ['py-env-missing', 'env-missing', ...crashed],
      causes: [['py-env-missing', 'env-missing']],
      quotes: 'JWT_SECRET',
    },
  },
  {
    id: 'b-db-at-start',
    title: 'PostgreSQL is stopped, and the API needs it to start',
    inject: 'systemctl stop postgresql@15-main; restart; looping',
    symptom: { ...down, inside: 'cat /var/log/auth/app.log', says: 'Application startup failed. Exiting.' },
    expect: { verdict: ['db-unreachable-pg', ...crashed], causes: ['db-unreachable-pg'] },
  },
  {
    id: 'b-db-password-at-start',
    title: 'the database password was changed, and the API was restarted',
    inject: `sql -c "ALTER ROLE auth PASSWORD 'another'"; restart; looping`,
    symptom: { ...down, inside: 'cat /var/log/auth/app.log', says: 'password authentication failed' },
    expect: { verdict: ['db-auth-pg', ...crashed], causes: ['db-auth-pg'], notCauses: ['db-unreachable-pg'] },
  },
  {
    id: 'b-python-broken',
    title: 'an upgrade of Python left the virtual environment with a dangling link',
    inject:
      'ln -sfn /usr/bin/python3.9 venv/bin/python3; ln -sfn python3 venv/bin/python; restart || true; looping',
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus auth-api', says: '203' },
    expect: { verdict: ['sysd-exec', ...crashed], causes: ['sysd-exec'] },
  },
  {
    id: 'b-segfault',
    title: 'it dies of SIGSEGV at each start',
    inject: `edit '1i import os\\nos.kill(os.getpid(), 11)' main.py; restart; looping`,
    symptom: { ...down, inside: 'journalctl -q -u auth-api', says: 'status=11/SEGV' },
    expect: { verdict: crashed },
  },
  {
    id: 'b-exits',
    title: 'main.py lost its last line, so it ends at once with exit 0, again and again',
    inject: `edit '/uvicorn.run/d; /__main__/d' main.py; restart; looping`,
    symptom: { ...down, inside: 'systemctl show -P ExecMainStatus auth-api', says: '0' },
    expect: { verdict: [...crashed, 'backend-not-running'] },
  },
  {
    id: 'b-port-env',
    title: 'PORT in the environment file is 8080, nginx asks 8000',
    inject: `edit 's/^PORT=.*/PORT=8080/' /etc/auth.env; restart; wait_for 'curl -sf -o /dev/null http://127.0.0.1:8080/health'`,
    symptom: { ...down, inside: 'systemctl is-active auth-api', says: 'active' },
    expect: { verdict: ['port-mismatch', 'upstream-port-mismatch'], notCauses: crashed },
  },
  {
    id: 'b-bind-lan',
    title: 'HOST is the address of the network card, nginx asks loopback',
    inject: `ip=$(hostname -I | cut -d' ' -f1); edit "s/^HOST=.*/HOST=$ip/" /etc/auth.env; restart; wait_for "curl -sf -o /dev/null http://$ip:8000/health"`,
    symptom: { ...down, inside: 'systemctl is-active auth-api', says: 'active' },
    expect: { verdict: ['bind-address', 'upstream-address-mismatch'], notCauses: crashed },
  },
  {
    id: 'b-stray-copy',
    title: 'a copy started by hand holds the port and answers well, while the unit dies for ever',
    inject: `systemctl stop auth-api
      systemd-run -q --unit by-hand --uid auth --working-directory /opt/auth -p EnvironmentFile=/etc/auth.env venv/bin/python main.py || \\
        systemd-run -q --unit by-hand --uid auth --working-directory /opt/auth -p EnvironmentFile=/etc/auth.env /opt/auth/venv/bin/python main.py
      up; systemctl start auth-api; looping`,
    symptom: {
      visit: health,
      gives: 200,
      inside: 'cat /var/log/auth/app.log',
      says: 'address already in use',
    },
    expect: { verdict: ['port-in-use', ...crashed], causes: ['port-in-use'] },
  },
  {
    id: 'b-hang',
    title: 'a release blocks its only thread',
    inject: `edit 's/^def health():/async def health():\\n    __import__("time").sleep(900)/' main.py; restart
      wait_for '[ "$(curl -s -m 1 -o /dev/null -w %{exitcode} 127.0.0.1:8000/health)" = 28 ]'`,
    symptom: { visit: health, gives: 504 },
    expect: { verdict: 'backend-hanging' },
  },
  {
    id: 'b-file-leak',
    title: 'it has used up its open files and cannot accept connections any more',
    inject: `edit 's/^RestartSec=.*/&\\nLimitNOFILE=64/' $UNIT; systemctl daemon-reload
      cat >>passwords.py <<'PY'


def leak():
    kept = []
    while True:
        try:
            kept.append(open("/dev/null"))
        except OSError:
            __import__("time").sleep(3600)


__import__("threading").Timer(2, leak).start()
PY
      restart; sleep 5; outside /health 1; logged 'Too many open files'`,
    symptom: { visit: health, gives: 504 },
    expect: { verdict: ['too-many-files', 'backend-hanging'], causes: ['too-many-files'] },
  },
  {
    id: 'b-slow-start',
    title: 'it was just restarted and loads for a minute and a half before it listens',
    inject: `edit 's/^    database().close()/    __import__("time").sleep(90)\\n&/' main.py; restart; sleep 1`,
    symptom: { ...down, inside: 'systemctl is-active auth-api', says: 'active' },
    expect: { verdict: ['starting', 'backend-not-listening'], notCauses: crashed },
  },
  {
    id: 'b-never-listens',
    title: 'it runs for half a minute now and waits for a file that never comes, without listening',
    inject: `edit 's/^    database().close()/    while not os.path.exists("\\/run\\/models.bin"): time.sleep(1)\\n&/' main.py; restart; sleep 30`,
    symptom: { ...down, inside: 'systemctl is-active auth-api', says: 'active' },
    expect: { verdict: 'backend-not-listening', notCauses: crashed },
  },
  {
    id: 'b-paused',
    title: 'a debugger left the process stopped (SIGSTOP)',
    inject: 'systemctl kill -s STOP auth-api; sleep 0.3',
    symptom: { visit: health, gives: 504 },
    expect: { verdict: ['backend-hanging', 'process-paused'] },
  },
  {
    id: 'b-oom',
    title: 'a release eats memory at each request until the kernel kills it',
    alone: true,
    inject: `edit 's/^RestartSec=.*/&\\nMemoryMax=120M\\nMemorySwapMax=0/' $UNIT; systemctl daemon-reload
      edit 's/^def health():/&\\n    bytearray(400 << 20)/' main.py; restart; listening
      outside /health; wait_for 'journalctl -kq | grep -q "Killed process"'
      sleep 2; wait_for '[ $(outside /robots.txt) = 200 ]'; for n in 1 2 3; do outside /health; sleep 3; done`,
    symptom: { ...down, inside: 'journalctl -kq', says: 'Memory cgroup out of memory' },
    expect: {
      verdict: ['oom-kernel', 'oom-systemd', 'worker-dying', ...crashed],
      causes: [['oom-kernel', 'oom-systemd']],
    },
  },
]);
