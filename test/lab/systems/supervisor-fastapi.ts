import { caFile, hostEntry, type LabSystem } from './system.ts';

const redis = { redis: { host: 'shop-1', unit: 'redis-server', address: '127.0.0.1:6379' } };
const worker = { worker: { host: 'shop-1', supervisor: 'storefront-worker' } };

/** FastAPI under supervisor behind nginx with TLS; Redis, a worker, and a second API on a unix socket. */
export const supervisorFastapi: LabSystem = {
  id: 'supervisor-fastapi',
  hostName: 'shop-1',
  service: 'shop',
  sudo: [
    '/usr/sbin/nginx -t',
    '/usr/sbin/nginx -T',
    '/usr/bin/ss -Hltnp',
    '/usr/bin/supervisorctl status *',
    '(storefront) /srv/storefront/.venv/bin/python test_imports.py',
  ],
  ready:
    'curl -sf -o /dev/null http://127.0.0.1:8100/api/health && curl -sf -o /dev/null --unix-socket /run/storefront/reports.sock http://x/reports/health',
  healthy: [
    'https://store.example.test/api/items',
    'https://store.example.test/reports/health',
    'https://store.example.test/',
  ],
  ca: '/etc/ssl/storefront/ca.pem',
  catalog: (host) => ({
    hosts: { 'shop-1': hostEntry(host) },
    services: {
      shop: {
        title: 'Storefront API',
        host: 'shop-1',
        run: { supervisor: 'storefront-api' },
        listen: '127.0.0.1:8100',
        local: { path: '/api/health', expect: { status: 200, json: { status: 'ok' } } },
        public: {
          url: 'https://store.example.test/api/health',
          resolve: host.address,
          ca: caFile(host),
          timeout: '5s',
        },
        proxy: { nginx: '/etc/nginx/sites-enabled/storefront' },
        cors: { origins: ['https://www.example.test'] },
        env: { file: '/srv/storefront/.env', required: ['REDIS_URL', 'SESSION_SECRET'] },
        logs: ['/var/log/storefront/api.err.log', '/var/log/storefront/api.log'],
        needs: [redis, worker],
        deploy: {
          dir: '/srv/storefront',
          branch: 'main',
          user: 'storefront',
          venv: '/srv/storefront/.venv',
          python: '3.11',
        },
        checks: [
          {
            id: 'imports',
            run: '.venv/bin/python test_imports.py',
            in: '/srv/storefront',
            user: 'storefront',
          },
          {
            id: 'login',
            post: '/api/auth/login',
            json: { email: 'probe@example.test', password: 'probe' },
            expect: { status: 401 },
          },
          { id: 'docs', get: '/api/docs', expect: { status: 200 } },
          { id: 'items', get: '/api/items', expect: { status: 200 } },
        ],
        related: {
          frontend: { url: 'https://store.example.test/', resolve: host.address, ca: caFile(host) },
        },
      },
      reports: {
        title: 'Reports',
        host: 'shop-1',
        run: { supervisor: 'storefront-reports' },
        listen: 'unix:/run/storefront/reports.sock',
        local: { path: '/reports/health', expect: { status: 200 } },
        public: {
          url: 'https://store.example.test/reports/health',
          resolve: host.address,
          ca: caFile(host),
          timeout: '5s',
        },
        proxy: { nginx: '/etc/nginx/sites-enabled/storefront' },
        logs: ['/var/log/storefront/reports.err.log'],
      },
    },
  }),
};
