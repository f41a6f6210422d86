import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';
const fine = { visit: health, gives: 200 } as const;

/** System D: looks suspicious and is fine, was broken and is fine again, or is broken twice. */
export const djangoFineAndDouble = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-fine-restarted',
    kind: 'healthy',
    title: 'restarted a moment ago',
    inject: 'restart; up; sleep 1',
    symptom: fine,
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-fine-old-errors',
    kind: 'healthy',
    title: 'the logs are full of errors from before the last start',
    inject: `old=$(date -d '3 hours ago' '+%F %T'); ngx=$(date -d '3 hours ago' '+%Y/%m/%d %T')
      for n in 1 2 3 4 5; do
        echo "$old,1$n ERROR django.request: Internal Server Error: /health" >>/var/log/payments/error.log
        echo 'django.db.utils.OperationalError: connection to server at "127.0.0.1", port 5432 failed: Connection refused' >>/var/log/payments/error.log
        echo "$ngx [error] 91#91: *$n connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.8, server: api.example.test, request: \\"GET /health HTTP/1.1\\", upstream: \\"http://127.0.0.1:8000/health\\", host: \\"api.example.test\\"" >>/var/log/nginx/error.log
      done
      touch -d '3 hours ago' /var/log/nginx/error.log /var/log/payments/error.log
      chown payments /var/log/payments/error.log; restart; up`,
    symptom: fine,
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-fine-deployed',
    kind: 'healthy',
    title: 'a good release was deployed a moment ago',
    inject: `edit 's/amount_cents + 30/amount_cents + 35/' orders/pricing.py; deploy 'pricing: new fee'; up`,
    symptom: fine,
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-fine-busy',
    kind: 'healthy',
    title: 'other work keeps every processor busy',
    inject: 'up; for n in 1 2 3 4; do systemd-run -q --nice=10 sha256sum /dev/zero; done; sleep 2',
    symptom: fine,
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-fine-handled',
    kind: 'healthy',
    title: 'the application logs an error that it handles, on every call',
    inject: `edit 's/^def orders(request):/&\\n    __import__("logging").getLogger("orders").error("rates: provider gave 503, using the last known rates")/' orders/views.py
      deploy 'orders: rates'; up; for n in 1 2 3 4; do outside /api/orders/; done`,
    symptom: { visit: 'http://api.example.test/api/orders/', gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-fine-slow',
    kind: 'healthy',
    title: 'health takes a second, as it always did',
    inject: `edit 's/^def health(request):/&\\n    __import__("time").sleep(1)/' orders/views.py; git commit -qam 'health: thorough' --date '3 days ago'; restart; up`,
    symptom: fine,
    expect: { verdict: 'healthy', notCauses: ['backend-hanging'] },
  },
  {
    id: 'd-fine-one-worker',
    kind: 'healthy',
    title: 'one of two workers is stuck, the other answers everyone',
    inject:
      'up; kill -STOP $(pgrep -P $(systemctl show -P MainPID payments-backend) | head -1); for n in 1 2 3; do outside /health; done',
    symptom: fine,
    expect: { verdict: 'healthy', notCauses: ['backend-not-running', 'backend-crashed'] },
  },
  {
    id: 'd-recovered-stop',
    kind: 'recovered',
    title: 'was stopped, visitors had 502, runs again',
    inject:
      'systemctl stop payments-backend; for n in 1 2 3 4 5; do outside /health; done; systemctl start payments-backend; up',
    symptom: { ...fine, inside: 'grep -c " 502 " /var/log/nginx/access.log', says: '5' },
    expect: { verdict: ['recovered', 'healthy'] },
  },
  {
    id: 'd-recovered-crash',
    kind: 'recovered',
    title: 'a bad release crashed, was rolled back, runs again',
    inject: `edit '1i from orders.discounts import x' orders/models.py; deploy 'orders: discounts'; failed; outside /health
      git revert --no-edit -q HEAD 2>/dev/null || git revert --no-edit HEAD >/dev/null; git push -q; chown -R payments:payments .git /srv/git
      systemctl reset-failed payments-backend; restart; up`,
    symptom: { ...fine, inside: 'journalctl -q -u payments-backend', says: 'ModuleNotFoundError' },
    expect: { verdict: ['recovered', 'healthy'] },
  },
  {
    id: 'd-recovered-database',
    kind: 'recovered',
    title: 'PostgreSQL was down for a moment, all is well again',
    inject:
      'systemctl stop postgresql@15-main; for n in 1 2 3; do outside /health; done; systemctl start postgresql@15-main; up',
    symptom: { ...fine, inside: 'grep -c " 500 " /var/log/nginx/access.log', says: '3' },
    expect: { verdict: ['recovered', 'healthy'] },
  },
  {
    id: 'd-double-port-stopped',
    kind: 'double',
    title: 'stopped, and nginx would ask the wrong port anyway',
    inject: `edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx; systemctl stop payments-backend`,
    symptom: { visit: health, gives: 502 },
    expect: { verdict: 'backend-not-running', causes: ['backend-not-running', 'upstream-port-mismatch'] },
  },
  {
    id: 'd-double-nginx-database',
    kind: 'double',
    title: 'PostgreSQL is stopped, and nginx asks the wrong port',
    inject: `systemctl stop postgresql@15-main; edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx`,
    symptom: {
      visit: health,
      gives: 502,
      inside: 'curl -s -o /dev/null -w "%{http_code}" 127.0.0.1:8000/health',
      says: '500',
    },
    expect: {
      verdict: ['db-unreachable-pg', 'upstream-port-mismatch'],
      causes: ['db-unreachable-pg', 'upstream-port-mismatch'],
    },
  },
  {
    id: 'd-double-env-database',
    kind: 'double',
    title: 'SECRET_KEY is missing, and PostgreSQL is stopped',
    inject: `systemctl stop postgresql@15-main; edit '/^SECRET_KEY=/d' .env; restart; failed`,
    symptom: { visit: health, gives: 502 },
    expect: {
      verdict: ['py-env-missing', 'env-missing', 'backend-crashed', 'db-unreachable-pg'],
      causes: [['py-env-missing', 'env-missing'], 'db-unreachable-pg'],
    },
  },
]);
