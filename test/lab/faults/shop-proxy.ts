import { faultsOf } from './fault.ts';
import { shopWords } from './shop-words.ts';

const api = 'https://store.example.test/api/health';
const reports = 'https://store.example.test/reports/health';
const local = {
  inside: 'curl -s -o /dev/null -w "%{http_code}" 127.0.0.1:8100/api/health',
  says: '200',
} as const;
const onSocket =
  'curl -s -o /dev/null -w "%{http_code}" --unix-socket /run/storefront/reports.sock http://x/reports/health';

/** System E: nginx, its certificate, and the unix socket of the reports. */
export const shopProxyFaults = faultsOf('supervisor-fastapi', shopWords, [
  {
    id: 'e-nginx-port',
    title: 'nginx forwards /api/ to 8101',
    inject: `edit 's/127.0.0.1:8100/127.0.0.1:8101/' $SITE; reload_nginx`,
    symptom: { visit: api, gives: 502, ...local },
    expect: { verdict: 'upstream-port-mismatch' },
  },
  {
    id: 'e-nginx-stopped',
    title: 'nginx is stopped',
    inject: 'systemctl stop nginx',
    symptom: { visit: api, gives: 'refused', ...local },
    expect: { verdict: 'proxy-down' },
  },
  {
    id: 'e-nginx-path',
    title: 'a slash in proxy_pass cuts /api/ off, the application answers 404',
    inject: `edit 's#http://127.0.0.1:8100;#http://127.0.0.1:8100/;#' $SITE; reload_nginx`,
    symptom: { visit: api, gives: 404, ...local },
    expect: { verdict: ['proxy-misconfigured', 'unexpected-answer'] },
  },
  {
    id: 'e-cert-expired',
    title: 'the certificate expired months ago',
    inject: `faketime '400 days ago' issue store.example.test 90; reload_nginx`,
    symptom: {
      visit: api,
      gives: 200,
      inside:
        'curl -s --cacert /etc/ssl/storefront/ca.pem --resolve store.example.test:443:127.0.0.1 https://store.example.test/api/health -o /dev/null -w "%{ssl_verify_result}"',
      says: '10',
    },
    expect: { verdict: 'tls-expired' },
  },
  {
    id: 'e-cert-name',
    title: 'the certificate is for another name',
    inject: 'issue www.example.test 90; reload_nginx',
    symptom: {
      visit: api,
      gives: 200,
      inside:
        'curl -sS --cacert /etc/ssl/storefront/ca.pem --resolve store.example.test:443:127.0.0.1 https://store.example.test/api/health -o /dev/null',
      says: 'no alternative certificate subject name matches',
    },
    expect: { verdict: ['tls-name-mismatch', 'tls-invalid', 'edge'] },
  },
  {
    id: 'e-cert-missing',
    title: 'the certificate file is gone, and nginx does not start again',
    inject: 'mv /etc/ssl/storefront/cert.pem /root/; systemctl restart nginx || true',
    symptom: { visit: api, gives: 'refused', inside: 'nginx -t', says: 'cannot load certificate' },
    expect: {
      verdict: ['tls-cert-file', 'ngx-config', 'proxy-config-broken', 'proxy-down'],
      causes: [['tls-cert-file', 'ngx-config', 'proxy-config-broken']],
    },
  },
  {
    id: 'e-no-tls',
    title: 'nginx lost its port 443',
    inject: `edit 's/listen 443 ssl;/listen 4443 ssl;/' $SITE; systemctl restart nginx`,
    symptom: { visit: api, gives: 'refused', ...local },
    expect: { verdict: ['edge', 'proxy-misconfigured', 'public-unreachable', 'proxy-not-listening'] },
  },
  {
    id: 'e-reports-fine',
    kind: 'healthy',
    service: 'reports',
    title: 'the reports on their unix socket are fine',
    inject: 'program_is storefront-reports RUNNING',
    symptom: { visit: reports, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'e-reports-stopped',
    service: 'reports',
    title: 'the reports program is stopped',
    inject: 'supervisorctl stop storefront-reports',
    symptom: { visit: reports, gives: 502 },
    expect: { verdict: 'backend-not-running' },
  },
  {
    id: 'e-socket-mode',
    service: 'reports',
    title: 'nginx may not open the unix socket',
    inject: 'chmod 600 /run/storefront/reports.sock',
    symptom: { visit: reports, gives: 502, inside: onSocket, says: '200' },
    expect: { verdict: 'ngx-sock-perm', notCauses: ['backend-not-running'] },
  },
  {
    id: 'e-socket-directory',
    service: 'reports',
    title: 'nginx may not enter the directory of the unix socket',
    inject: 'chmod 700 /run/storefront',
    symptom: { visit: reports, gives: 502, inside: onSocket, says: '200' },
    expect: { verdict: 'ngx-sock-perm', notCauses: ['backend-not-running'] },
  },
  {
    id: 'e-socket-path',
    service: 'reports',
    title: 'nginx asks a socket that does not exist',
    inject: `edit 's#storefront/reports.sock#storefront/report.sock#' $SITE; reload_nginx`,
    symptom: { visit: reports, gives: 502, inside: onSocket, says: '200' },
    expect: { verdict: ['ngx-sock-missing', 'upstream-address-mismatch', 'upstream-port-mismatch'] },
  },
  {
    id: 'e-socket-removed',
    service: 'reports',
    title: 'a clean-up removed the socket file under the running program',
    inject: 'program_is storefront-reports RUNNING; rm /run/storefront/reports.sock',
    symptom: {
      visit: reports,
      gives: 502,
      inside: 'supervisorctl status storefront-reports',
      says: 'RUNNING',
    },
    expect: { verdict: ['ngx-sock-missing', 'backend-not-listening'], notCauses: ['backend-not-running'] },
  },
  {
    id: 'e-reports-paused',
    service: 'reports',
    title: 'the reports program is stopped in its tracks (SIGSTOP)',
    inject: 'kill -STOP $(supervisorctl pid storefront-reports)',
    symptom: { visit: reports, gives: 504 },
    expect: { verdict: ['backend-hanging', 'process-paused'] },
  },
]);
