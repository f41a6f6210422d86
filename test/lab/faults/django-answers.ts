import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';
const orders = 'http://api.example.test/api/orders/';
const receipts = 'http://api.example.test/api/receipts/';

/** System D: the process is up, what it answers (or not) is wrong. */
export const djangoAnswerFaults = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-hung-code',
    title: 'a release whose health waits for a lock for ever',
    inject: `edit 's/^def health(request):/&\\n    __import__("time").sleep(900)/' orders/views.py; deploy 'health: wait'; sleep 2`,
    symptom: { visit: health, gives: 504 },
    expect: { verdict: 'backend-hanging', notCauses: ['backend-not-running', 'backend-crashed'] },
  },
  {
    id: 'd-hung-table',
    title: 'a forgotten transaction locks the orders table and the workers pile up behind it',
    inject: `systemd-run -q --unit locker --uid postgres sh -c "(echo 'BEGIN; LOCK TABLE orders_order;'; sleep 900) | psql -qX payments"
      sleep 1; for n in 1 2 3; do outside /api/orders/ 1 & done; wait; sleep 1`,
    symptom: { visit: orders, gives: 504 },
    expect: { verdict: ['backend-hanging', 'db-locked', 'check-failed', 'app-error'] },
  },
  {
    id: 'd-dying',
    title: 'a release whose worker dies of SIGSEGV at each request',
    inject: `edit 's/^def health(request):/&\\n    import os\\n    os.kill(os.getpid(), 11)/' orders/views.py; deploy 'health: faster'
      wait_for "ss -Hltn 'sport = :8000' | grep -q ."; sleep 2`,
    symptom: { visit: health, gives: 502, inside: 'systemctl is-active payments-backend', says: 'active' },
    expect: { verdict: 'worker-dying' },
  },
  {
    id: 'd-lazy-import',
    title: 'the release imports a missing name in its views, which Django loads at the first request',
    inject: `edit '1i from orders.pricing import with_tax' orders/views.py; deploy 'orders: tax in views'
      wait_for '[ $(outside /health) = 500 ]'`,
    symptom: {
      visit: health,
      gives: 500,
      inside: 'journalctl -q -u payments-backend',
      says: 'cannot import name',
    },
    expect: { verdict: ['py-import-name', 'app-error'], causes: ['py-import-name'] },
  },
  {
    id: 'd-exception',
    title: 'a release that divides by zero in the health check',
    inject: `edit 's/^def health(request):/&\\n    1 \\/ 0/' orders/views.py; deploy 'health: ratio'; sleep 2`,
    symptom: { visit: health, gives: 500 },
    expect: { verdict: 'app-error', quotes: '500' },
  },
  {
    id: 'd-says-503',
    title: 'the release answers 503 by itself while it waits for a provider',
    inject: `edit 's/^def health(request):/&\\n    return JsonResponse({"status": "waiting"}, status=503)/' orders/views.py; deploy 'health: provider'; wait_for '[ $(outside /health) = 503 ]'`,
    symptom: { visit: health, gives: 503 },
    expect: {
      verdict: 'app-error',
      notCauses: ['proxy-misconfigured', 'backend-not-running'],
      quotes: '503',
    },
  },
  {
    id: 'd-degraded',
    title: 'health answers 200, but says degraded',
    inject: `edit 's/"healthy"/"degraded"/' orders/views.py; deploy 'health: honest'; up`,
    symptom: { visit: health, gives: 200, inside: 'curl -s 127.0.0.1:8000/health', says: 'degraded' },
    expect: { verdict: 'unexpected-answer', quotes: 'degraded' },
  },
  {
    id: 'd-debug',
    title: 'DEBUG was left on in production',
    inject: `edit 's/^DEBUG=.*/DEBUG=True/' .env; restart; up`,
    symptom: {
      visit: health,
      gives: 200,
      inside: 'curl -s http://127.0.0.1:8000/health',
      says: '"debug": true',
    },
    expect: { verdict: ['debug-on', 'unexpected-answer'] },
  },
  {
    id: 'd-allowed-hosts',
    title: 'ALLOWED_HOSTS lost the public name',
    inject: `edit 's/^ALLOWED_HOSTS=.*/ALLOWED_HOSTS=127.0.0.1,localhost/' .env; restart; up`,
    symptom: { visit: health, gives: 400 },
    expect: { verdict: 'dj-disallowed-host' },
  },
  {
    id: 'd-cors',
    title: 'CORS_ORIGINS names another shop',
    inject: `edit 's#^CORS_ORIGINS=.*#CORS_ORIGINS=https://old-shop.example.test#' .env; restart; up`,
    symptom: {
      visit: health,
      gives: 200,
      inside:
        'curl -si -H "Origin: https://shop.example.test" http://127.0.0.1:8000/health | grep -ci access-control-allow-origin',
      says: '0',
    },
    expect: { verdict: ['cors-blocked', 'cors-misconfigured'], notCauses: ['cors-symptom'] },
  },
  {
    id: 'd-migration',
    title: 'a release with a new column whose migration was not run',
    inject: `edit 's/paid_at = .*/&\\n    currency = models.CharField(max_length=3, default="EUR")/' orders/models.py
      .venv/bin/python manage.py makemigrations -v 0 orders; deploy 'orders: currency'; up`,
    symptom: {
      visit: orders,
      gives: 500,
      inside: 'journalctl -q -u payments-backend',
      says: 'does not exist',
    },
    expect: { verdict: 'mig-pending' },
  },
  {
    id: 'd-fresh-database',
    title: 'the application was pointed at a new, empty database',
    inject: `sql -c 'CREATE DATABASE payments_new OWNER payments'
      edit 's#5432/payments#5432/payments_new#' .env; restart; up; outside /api/orders/`,
    symptom: {
      visit: orders,
      gives: 500,
      inside: 'journalctl -q -u payments-backend',
      says: 'does not exist',
    },
    expect: { verdict: 'mig-pending' },
  },
  {
    id: 'd-media-permission',
    title: 'root took the media directory',
    inject: 'chown root:root media; chmod 755 media; outside /api/receipts/',
    symptom: { visit: receipts, gives: 500 },
    expect: { verdict: 'permission', quotes: '/srv/payments/media' },
  },
  {
    id: 'd-media-full',
    title: 'the disk of the media directory is full',
    inject: `mount -t tmpfs -o size=256k,uid=$(id -u payments),mode=755 tmpfs media
      dd if=/dev/zero of=media/upload.bin bs=1k 2>/dev/null || true; outside /api/receipts/`,
    symptom: { visit: receipts, gives: 500, inside: 'df -P /srv/payments/media', says: '100%' },
    expect: { verdict: 'disk-full' },
  },
  {
    id: 'd-media-inodes',
    title: 'the disk of the media directory has space but no inode left',
    inject: `mount -t tmpfs -o size=64m,nr_inodes=64,uid=$(id -u payments),mode=755 tmpfs media
      touch media/{1..80} 2>/dev/null || true; outside /api/receipts/`,
    symptom: { visit: receipts, gives: 500, inside: 'df -Pi /srv/payments/media', says: '100%' },
    expect: { verdict: ['inodes-full', 'disk-full'] },
  },
]);
