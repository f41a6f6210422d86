import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';

/** System D, the process itself: stopped, crashed, hung. */
export const djangoProcessFaults = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-healthy',
    kind: 'healthy',
    title: 'nothing is wrong',
    inject: 'up',
    symptom: { visit: health, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'd-stopped',
    title: 'someone stopped the unit',
    inject: 'systemctl stop payments-backend',
    symptom: { visit: health, gives: 502 },
    expect: { verdict: 'backend-not-running', notCauses: ['upstream-port-mismatch', 'backend-crashed'] },
  },
  {
    id: 'd-nginx-port',
    title: 'nginx forwards to port 8001, gunicorn listens on 8000',
    inject: `edit 's/127.0.0.1:8000/127.0.0.1:8001/' $SITE; reload_nginx`,
    symptom: {
      visit: health,
      gives: 502,
      inside: 'curl -s -o /dev/null -w "%{http_code}" 127.0.0.1:8000/health',
      says: '200',
    },
    expect: { verdict: 'upstream-port-mismatch', notCauses: ['backend-not-running'] },
  },
  {
    id: 'd-hung',
    title: 'gunicorn is stopped in its tracks (SIGSTOP), the port still accepts',
    inject: 'systemctl kill -s STOP payments-backend',
    symptom: { visit: health, gives: 504, inside: 'systemctl is-active payments-backend', says: 'active' },
    expect: { verdict: ['backend-hanging', 'process-paused'] },
  },
  {
    id: 'd-import-missing',
    title: 'the release imports a module that is not there',
    inject: `edit '1i from orders.discounts import discount_of' orders/models.py; deploy 'orders: discounts'; failed`,
    symptom: { visit: health, gives: 502 },
    expect: {
      verdict: ['py-module-missing', 'backend-crashed', 'crash-loop'],
      causes: ['py-module-missing'],
      quotes: "ModuleNotFoundError: No module named 'orders.discounts'",
    },
  },
]);
