import { authWords } from './auth-words.ts';
import { faultsOf } from './fault.ts';

const health = 'http://auth.example.test/health';
const local = {
  inside: 'curl -s -o /dev/null -w "%{http_code}" 127.0.0.1:8000/health',
  says: '200',
} as const;

/** System B: what it answers, and nginx before it; controls, recoveries and doubles. */
export const authAnswerFaults = faultsOf('fastapi-nginx', authWords, [
  {
    id: 'b-db-while-running',
    title: 'PostgreSQL is stopped: health says ok, login does not',
    inject: 'systemctl stop postgresql@15-main; login',
    symptom: { visit: 'http://auth.example.test/api/v1/accounts/count', gives: 500, ...local },
    expect: { verdict: 'db-unreachable-pg' },
  },
  {
    id: 'b-table-missing',
    title: 'the accounts table is gone',
    inject: 'sql auth -c "ALTER TABLE accounts RENAME TO accounts_old"; login',
    symptom: { visit: 'http://auth.example.test/api/v1/accounts/count', gives: 500, ...local },
    expect: { verdict: 'mig-pending', quotes: 'accounts' },
  },
  {
    id: 'b-login-limit',
    title: 'the login limit was set to nothing: everyone gets 429',
    inject: 'echo LOGINS_PER_MINUTE=0 >>/etc/auth.env; restart; up; login',
    symptom: {
      ...local,
      inside: `curl -s -H 'Content-Type: application/json' -d '{"username":"probe"}' 127.0.0.1:8000/api/v1/login`,
      says: 'Too many login attempts',
    },
    expect: { verdict: 'rate-limited' },
  },
  {
    id: 'b-cors',
    title: 'CORS_ORIGIN has a trailing slash, so no origin matches',
    inject: `edit 's#^CORS_ORIGIN=.*#CORS_ORIGIN=https://app.example.test/#' /etc/auth.env; restart; up`,
    symptom: {
      inside:
        'curl -si -H "Origin: https://app.example.test" 127.0.0.1:8000/health | grep -ci access-control-allow-origin',
      says: '0',
    },
    expect: { verdict: ['cors-blocked', 'cors-misconfigured'], notCauses: ['cors-symptom'] },
  },
  {
    id: 'b-upstream-lan',
    title: 'the upstream block names the address of the network card',
    inject: `edit "s/server 127.0.0.1:8000/server $(hostname -I | cut -d' ' -f1):8000/" $SITE; reload_nginx`,
    symptom: { visit: health, gives: 502, ...local },
    expect: { verdict: 'upstream-address-mismatch' },
  },
  {
    id: 'b-upstream-all-dead',
    title: 'the upstream block has two servers, none of them ours',
    inject: `edit 's/server 127.0.0.1:8000;/server 127.0.0.1:8001;\\n    server 127.0.0.1:8002;/' $SITE; reload_nginx; for n in 1 2 3; do outside /health; done`,
    symptom: { visit: health, gives: 502, ...local },
    expect: { verdict: ['upstream-port-mismatch', 'ngx-no-live'], causes: ['upstream-port-mismatch'] },
  },
  {
    id: 'b-upstream-tls',
    title: 'nginx speaks TLS to uvicorn, which does not',
    inject: `edit 's#http://auth_backend#https://auth_backend#' $SITE; reload_nginx`,
    symptom: { visit: health, gives: 502, ...local },
    expect: { verdict: ['ngx-tls-to-plain', 'proxy-misconfigured'], causes: ['ngx-tls-to-plain'] },
  },
  {
    id: 'b-upstream-name',
    title: 'the upstream name does not resolve, so nginx does not start again',
    inject: `edit 's/server 127.0.0.1:8000/server auth.internal.example.test:8000/' $SITE; systemctl restart nginx || true`,
    symptom: { visit: health, gives: 'refused', ...local },
    expect: {
      verdict: ['ngx-host-not-found', 'ngx-config', 'proxy-config-broken', 'proxy-down'],
      causes: [['ngx-host-not-found', 'ngx-config', 'proxy-config-broken']],
    },
  },
  {
    id: 'b-location',
    title: 'the location was narrowed to /app/, the API answers 404 by nginx',
    inject: `edit 's#location / {#location /app/ {#' $SITE; reload_nginx`,
    symptom: { visit: health, gives: 404, ...local },
    expect: { verdict: ['proxy-misconfigured', 'unexpected-answer'] },
  },
  {
    id: 'b-nginx-paused',
    title: 'nginx is stopped in its tracks (SIGSTOP)',
    inject: 'systemctl kill -s STOP nginx; sleep 0.3',
    symptom: { visit: health, gives: 'timeout', ...local },
    expect: {
      verdict: ['proxy-hanging', 'proxy-down', 'proxy-misconfigured', 'edge', 'public-unreachable'],
      notCauses: ['backend-hanging'],
    },
  },
  {
    id: 'b-fine',
    kind: 'healthy',
    title: 'nothing is wrong; login answers 401 as it should',
    inject: 'up; [ $(login) = 401 ]',
    symptom: { visit: health, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'b-fine-404',
    kind: 'healthy',
    title: 'the catalog watches a path that answers 404 by design, and says so',
    catalog: (written) => {
      const auth = written.services?.['auth'];
      if (!auth?.public) throw new Error('no service auth');
      auth.local = { path: '/', expect: { status: 404 } };
      auth.public = { ...auth.public, url: 'http://auth.example.test/', expect: { status: 404 } };
    },
    inject: 'up',
    symptom: { visit: 'http://auth.example.test/', gives: 404 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'b-fine-localhost',
    kind: 'healthy',
    title: 'nginx asks localhost: [::1] refuses, 127.0.0.1 answers, only the error log is noisy',
    inject: `edit 's/server 127.0.0.1:8000/server localhost:8000/' $SITE; reload_nginx; for n in 1 2 3 4; do outside /health; done`,
    symptom: {
      visit: health,
      gives: 200,
      inside: 'cat /var/log/nginx/error.log',
      says: 'connect() failed (111',
    },
    expect: { verdict: ['healthy', 'recovered'] },
  },
  {
    id: 'b-fine-neighbour',
    kind: 'healthy',
    title: 'another unit on the host has failed, which is not our business',
    inject: `systemd-run -q --unit nightly-report false; wait_for 'systemctl is-failed -q nightly-report'; up`,
    symptom: { visit: health, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'b-recovered-killed',
    kind: 'recovered',
    title: 'it was killed, visitors had 502 for two seconds, systemd brought it back',
    inject: `systemctl kill -s KILL auth-api; for n in 1 2 3 4; do outside /health; sleep 0.2; done; up`,
    symptom: {
      visit: health,
      gives: 200,
      inside: 'systemctl show -P NRestarts auth-api; grep -c " 502 " /var/log/nginx/access.log',
      says: '1\n',
    },
    expect: { verdict: ['recovered', 'healthy'] },
  },
  {
    id: 'b-double-upstream-database',
    kind: 'double',
    title: 'nginx asks the wrong port, and the database refuses the password',
    inject: `sql -c "ALTER ROLE auth PASSWORD 'another'"; login; edit 's/server 127.0.0.1:8000/server 127.0.0.1:8001/' $SITE; reload_nginx
      curl -s -o /dev/null -H 'Content-Type: application/json' -d '{"username":"probe"}' 127.0.0.1:8000/api/v1/login`,
    symptom: { visit: health, gives: 502, ...local },
    expect: {
      verdict: ['upstream-port-mismatch', 'db-auth-pg'],
      causes: ['upstream-port-mismatch', 'db-auth-pg'],
    },
  },
  {
    id: 'b-double-crash-nginx',
    kind: 'double',
    title:
      'the API dies at start, and the nginx configuration is broken too (the running nginx still has the old one)',
    inject: `edit '1i import stripe' main.py; restart; looping; edit 's/proxy_connect_timeout 3s;/proxy_connect_timeout 3s/' $SITE`,
    symptom: { visit: health, gives: 502, inside: 'nginx -t', says: 'test failed' },
    expect: {
      verdict: ['py-module-missing', 'backend-crashed', 'crash-loop'],
      causes: ['py-module-missing', ['ngx-config', 'proxy-config-broken']],
    },
  },
]);
