import { composeWords } from './compose-words.ts';
import { faultsOf } from './fault.ts';

const health = 'http://store.example.test/health';
const down = { visit: health, gives: [502, 504] } as const;
/** A restart policy tries for ever: at any moment it is either just dead or just born. */
const crashed = ['backend-crashed', 'crash-loop'];

/** The container of the API under Compose: stopped, dying, never started, paused, made wrongly. */
export const composeProcessFaults = faultsOf('compose-shop', composeWords, [
  {
    id: 'c-stopped',
    title: 'the container was stopped by hand',
    inject: 'compose stop api; state_is $API exited',
    symptom: { ...down, inside: 'docker inspect -f {{.State.Status}} shop-api-1', says: 'exited' },
    expect: { verdict: 'backend-not-running', notCauses: crashed },
  },
  {
    id: 'c-removed',
    title: 'the container was removed',
    inject: 'compose rm -sf api',
    symptom: { ...down, inside: 'docker ps -a --format {{.Names}} | wc -l', says: '4' },
    expect: { verdict: 'unit-not-found', notCauses: crashed },
  },
  {
    id: 'c-down',
    title: 'the whole project was taken down',
    inject: 'compose down',
    symptom: { visit: health, gives: 'refused' },
    expect: { verdict: 'unit-not-found' },
  },
  {
    id: 'c-variable',
    title: 'SESSION_SECRET is gone from the env file; the container restarts for ever',
    inject: `edit '/^SESSION_SECRET=/d' .env; again; restarted $API 2`,
    symptom: { ...down, inside: 'docker logs shop-api-1', says: 'environment variable: SESSION_SECRET' },
    expect: {
      verdict: ['env-missing', 'py-env-missing'],
      quotes: 'SESSION_SECRET',
    },
  },
  {
    id: 'c-command-127',
    title: 'its command is a program that is not in the image',
    inject: `has api 'command: uvicorn3 main:app'; again; sleep 1`,
    symptom: { ...down, inside: 'docker inspect -f {{.State.ExitCode}} shop-api-1', says: '127' },
    expect: { verdict: ['container-command', 'docker-start'], quotes: 'uvicorn3' },
  },
  {
    id: 'c-command-126',
    title: 'its command is a file without the right to execute',
    inject: `release <<<'RUN printf "#!/bin/sh\\nexec true\\n" >/app/run.sh && chmod 644 /app/run.sh
CMD ["/app/run.sh"]'
      sleep 1`,
    symptom: { ...down, inside: 'docker inspect -f {{.State.ExitCode}} shop-api-1', says: '126' },
    expect: { verdict: ['container-command', 'docker-start', 'permission'], quotes: '/app/run.sh' },
  },
  {
    id: 'c-exec-format',
    title: 'the image holds a program of another architecture',
    inject: `release <<<'RUN printf "\\177ELF\\002\\001\\001" >/app/run && head -c 200 /dev/zero >>/app/run && chmod 755 /app/run
CMD ["/app/run"]'
      sleep 3`,
    symptom: { ...down, inside: 'docker logs shop-api-1 2>&1', says: 'exec format error' },
    expect: { verdict: ['docker-exec-format', 'docker-start'], quotes: 'exec format error' },
  },
  {
    id: 'c-oom',
    alone: true,
    title: 'a release takes more memory than the container may have',
    inject: `release <<<'RUN echo "HOARD = bytearray(400 << 20)" >>/app/main.py'
      restarted $API 1`,
    symptom: { ...down, inside: 'journalctl -k -q --no-pager', says: 'Memory cgroup out of memory' },
    expect: { verdict: ['container-oom', 'oom-kernel', 'oom-systemd'], quotes: '256' },
  },
  {
    id: 'c-paused',
    title: 'somebody paused the container',
    inject: 'docker pause $API >/dev/null',
    symptom: { visit: health, gives: [504, 502], inside: 'docker ps', says: '(Paused)' },
    expect: { verdict: 'process-paused' },
  },
  {
    id: 'c-import',
    title: 'a release imports a module that is not in the image',
    inject: `release <<<'RUN sed -i "1i import stripe" /app/main.py'
      restarted $API 2`,
    symptom: { ...down, inside: 'docker logs shop-api-1 2>&1', says: "No module named 'stripe'" },
    expect: { verdict: ['py-module-missing', ...crashed], causes: ['py-module-missing'], quotes: 'stripe' },
  },
  {
    id: 'c-exit-3',
    title: 'the program ends with exit code 3; nothing here is gunicorn',
    inject: `release <<<'CMD ["sh", "-c", "echo licence server says no; exit 3"]'
      restarted $API 2`,
    symptom: { ...down, inside: 'docker logs shop-api-1 2>&1', says: 'licence server says no' },
    expect: { verdict: crashed, notCauses: ['gun-app-load', 'gun-worker-killed'] },
  },
  {
    id: 'c-depends',
    title: 'the database is unhealthy, so Compose never starts the API',
    inject: `compose rm -sf api; compose stop db; edit 's/mariadb-admin ping -h 127.0.0.1 --silent/mariadb-admin ping -h 127.0.0.9 -P 1 --silent/; s/start_period: 20s/start_period: 1s/' compose.yaml
      timeout 60 docker compose up -d api >>/tmp/compose.log 2>&1 || true; health_is shop-db-1 unhealthy`,
    symptom: { ...down, inside: 'docker inspect -f {{.State.Status}} shop-api-1', says: 'created' },
    expect: { verdict: ['dependency-unhealthy', 'backend-not-running'], causes: ['dependency-unhealthy'] },
  },
  {
    id: 'c-engine-down',
    title: 'the Docker engine is stopped',
    inject: 'systemctl stop docker.socket docker',
    symptom: {
      visit: health,
      gives: 'refused',
      inside: 'systemctl is-active docker || true',
      says: 'inactive',
    },
    expect: { verdict: 'engine-down' },
  },
  {
    id: 'c-hang',
    title: 'the API takes requests and never answers',
    inject: `docker kill -s STOP $API >/dev/null`,
    symptom: {
      visit: health,
      gives: 504,
      inside: 'docker inspect -f {{.State.Status}} shop-api-1',
      says: 'running',
    },
    expect: { verdict: 'backend-hanging' },
  },
]);
