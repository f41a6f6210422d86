import { dockerLayer } from '../docker.ts';
import { hostEntry, type LabSystem } from './system.ts';

/** FastAPI under Docker Compose behind nginx in a container, with an unpublished MariaDB and Redis, and a worker. */
export const composeShop: LabSystem = {
  id: 'compose-shop',
  hostName: 'shop-2',
  service: 'shop',
  on: dockerLayer,
  sudo: [],
  ready: `curl -sf -o /dev/null http://127.0.0.1:8080/api/items &&
    docker inspect -f {{.State.Health.Status}} shop-api-1 shop-db-1 | sort -u | grep -qx healthy`,
  healthy: ['http://store.example.test/health', 'http://store.example.test/api/items'],
  catalog: (host) => ({
    hosts: { 'shop-2': hostEntry(host) },
    services: {
      shop: {
        title: 'Shop API',
        host: 'shop-2',
        run: { compose: { project: 'shop', service: 'api', dir: '/srv/shop' } },
        listen: '127.0.0.1:8080',
        local: { path: '/health', expect: { status: 200, json: { status: 'ok' } } },
        public: { url: 'http://store.example.test/health', resolve: host.address, timeout: '6s' },
        env: { file: '/srv/shop/.env', required: ['DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET'] },
        needs: [
          { mysql: { docker: 'shop-db-1', url: 'env:DATABASE_URL' } },
          { redis: { docker: 'shop-cache-1', address: 'cache:6379' } },
          { worker: { docker: 'shop-worker-1' } },
        ],
        checks: [{ id: 'items', get: '/api/items', expect: { status: 200 } }],
      },
    },
  }),
};
