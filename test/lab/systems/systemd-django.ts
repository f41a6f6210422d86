import { hostEntry, type LabSystem } from './system.ts';

/** Django and gunicorn as a systemd unit behind nginx, with PostgreSQL; a static shop on the same nginx. */
export const systemdDjango: LabSystem = {
  id: 'systemd-django',
  hostName: 'web-1',
  service: 'api',
  sudo: ['/usr/sbin/nginx -t', '/usr/sbin/nginx -T', '/usr/bin/ss -Hltnp'],
  ready: 'curl -sf -o /dev/null http://127.0.0.1:8000/health',
  healthy: [
    'http://api.example.test/health',
    'http://api.example.test/api/orders/',
    'http://shop.example.test/',
  ],
  catalog: (host) => ({
    hosts: { 'web-1': hostEntry(host) },
    services: {
      api: {
        title: 'Payments API',
        host: 'web-1',
        run: { systemd: 'payments-backend' },
        listen: '127.0.0.1:8000',
        local: { path: '/health', expect: { status: 200, json: { status: 'healthy', debug: false } } },
        public: { url: 'http://api.example.test/health', resolve: host.address, timeout: '5s' },
        proxy: { nginx: '/etc/nginx/sites-enabled/backend' },
        cors: { origins: ['https://shop.example.test'] },
        env: {
          file: '/srv/payments/.env',
          required: ['DATABASE_URL', 'SECRET_KEY', 'DEBUG', 'ALLOWED_HOSTS'],
        },
        logs: ['journal', '/var/log/payments/error.log'],
        needs: [
          {
            postgres: {
              host: 'web-1',
              unit: 'postgresql@15-main',
              address: '127.0.0.1:5432',
              database: 'payments',
              user: 'payments',
            },
          },
        ],
        deploy: {
          dir: '/srv/payments',
          branch: 'main',
          user: 'payments',
          venv: '/srv/payments/.venv',
          manage: 'manage.py',
        },
        checks: [
          { id: 'orders', get: '/api/orders/', expect: { status: 200 } },
          { id: 'receipts', get: '/api/receipts/', expect: { status: 200 } },
        ],
        paths: [
          { path: '/srv/payments/media', owner: 'payments', writable: true },
          { path: '/var/log/payments', owner: 'payments', writable: true },
        ],
        related: { frontend: { url: 'http://shop.example.test/', resolve: host.address } },
      },
    },
  }),
};
