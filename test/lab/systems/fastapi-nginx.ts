import { hostEntry, type LabSystem } from './system.ts';

/** FastAPI started as `python main.py` by systemd, for ever restarted, behind an upstream block of nginx. */
export const fastapiNginx: LabSystem = {
  id: 'fastapi-nginx',
  hostName: 'auth-1',
  service: 'auth',
  sudo: ['/usr/sbin/nginx -t', '/usr/sbin/nginx -T', '/usr/bin/ss -Hltnp'],
  ready: 'curl -sf -o /dev/null http://127.0.0.1:8000/health',
  healthy: ['http://auth.example.test/health', 'http://auth.example.test/api/v1/accounts/count'],
  catalog: (host) => ({
    hosts: { 'auth-1': hostEntry(host) },
    services: {
      auth: {
        title: 'Auth API',
        host: 'auth-1',
        run: { systemd: 'auth-api' },
        listen: '127.0.0.1:8000',
        local: { path: '/health', expect: { status: 200, json: { status: 'ok' } } },
        public: { url: 'http://auth.example.test/health', resolve: host.address, timeout: '5s' },
        proxy: { nginx: '/etc/nginx/sites-enabled/auth.conf' },
        cors: { origins: ['https://app.example.test'] },
        env: { file: '/etc/auth.env', required: ['DATABASE_URL', 'JWT_SECRET', 'PORT'] },
        logs: ['/var/log/auth/app.log', 'journal'],
        needs: [
          {
            postgres: {
              host: 'auth-1',
              unit: 'postgresql@15-main',
              address: '127.0.0.1:5432',
              database: 'auth',
              user: 'auth',
            },
          },
        ],
        checks: [
          {
            id: 'login',
            post: '/api/v1/login',
            json: { username: 'probe' },
            expect: { status: 401 },
          },
        ],
      },
    },
  }),
};
