import { dockerLayer } from '../docker.ts';
import { hostEntry, type LabSystem } from './system.ts';

/** gunicorn in a container by plain `docker run`, behind nginx on the host, with an unpublished PostgreSQL. */
export const dockerPortal: LabSystem = {
  id: 'docker-portal',
  hostName: 'portal-1',
  service: 'portal',
  on: dockerLayer,
  sudo: ['/usr/sbin/nginx -t', '/usr/sbin/nginx -T', '/usr/bin/ss -Hltnp'],
  ready: 'curl -sf -o /dev/null http://127.0.0.1:9000/api/pages',
  healthy: ['http://portal.example.test/health', 'http://portal.example.test/api/pages'],
  catalog: (host) => ({
    hosts: { 'portal-1': hostEntry(host) },
    services: {
      portal: {
        title: 'Portal',
        host: 'portal-1',
        run: { docker: 'portal' },
        listen: '127.0.0.1:9000',
        local: { path: '/health', expect: { status: 200, json: { status: 'ok' } } },
        public: { url: 'http://portal.example.test/health', resolve: host.address, timeout: '6s' },
        proxy: { nginx: '/etc/nginx/sites-enabled/portal' },
        env: { file: '/etc/portal.env', required: ['DATABASE_URL', 'SECRET_KEY'] },
        needs: [{ postgres: { docker: 'portal-db', database: 'portal', user: 'portal' } }],
        checks: [{ id: 'pages', get: '/api/pages', expect: { status: 200 } }],
      },
    },
  }),
};
