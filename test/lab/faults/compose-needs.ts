import { composeWords } from './compose-words.ts';
import { faultsOf } from './fault.ts';

const items = 'http://store.example.test/api/items';
const health = 'http://store.example.test/health';
const broken = { visit: items, gives: 500 } as const;

/** What the API needs, on Docker networks that the host publishes nothing of. */
export const composeNeedFaults = faultsOf('compose-shop', composeWords, [
  {
    id: 'c-db-stopped',
    title: 'the database container is stopped',
    inject: 'compose stop db; state_is shop-db-1 exited; outside /api/items',
    symptom: broken,
    expect: { verdict: 'need-container-down', notCauses: ['redis-unreachable'] },
  },
  {
    id: 'c-db-paused',
    title: 'the database container is paused',
    inject: 'docker pause shop-db-1; outside /api/items',
    symptom: { ...broken, inside: 'docker inspect -f {{.State.Status}} shop-db-1', says: 'paused' },
    expect: { verdict: 'need-container-down' },
  },
  {
    id: 'c-db-password',
    title: 'the password of the database was rotated, the API has the old one',
    inject: `sql "ALTER USER shop@'%' IDENTIFIED BY 'another-of-no-value'"; outside /api/items`,
    symptom: { ...broken, inside: 'docker logs shop-api-1 2>&1', says: 'Access denied' },
    expect: { verdict: 'mysql-auth', notCauses: ['mysql-unreachable'] },
  },
  {
    id: 'c-db-dropped',
    title: 'the database was dropped',
    inject: `sql 'DROP DATABASE shop'; outside /api/items`,
    symptom: { ...broken, inside: 'docker logs shop-api-1 2>&1', says: 'Unknown database' },
    expect: { verdict: 'mysql-name', notCauses: ['mysql-unreachable'] },
  },
  {
    id: 'c-db-full-connections',
    title: 'the database has no free connection',
    inject: `for n in $(seq 24); do docker exec -d shop-db-1 mariadb -h 127.0.0.1 -u shop -plab-shop-of-no-value -e 'SELECT SLEEP(600)'; done; gives /api/items 500`,
    symptom: { ...broken, inside: 'docker logs shop-api-1 2>&1', says: 'Too many connections' },
    expect: { verdict: ['need-full', 'mysql-connections'], notCauses: ['mysql-unreachable'] },
  },
  {
    id: 'c-db-volume-full',
    title: 'the volume of the database is full, while the disk of the host is not',
    inject: `compose stop db api; mkdir /mnt/data; mount -t tmpfs -o size=170m tmpfs /mnt/data; cp -a /var/lib/docker/volumes/shop_data/_data/. /mnt/data/
      mount --bind /mnt/data /var/lib/docker/volumes/shop_data/_data; head -c 170M /dev/zero >/mnt/data/ballast 2>/dev/null || true
      docker start shop-db-1 >/dev/null || true; sleep 3; compose up -d --no-deps api; gives /api/items 500`,
    symptom: { ...broken, inside: 'df --output=pcent /var/lib/docker/volumes/shop_data/_data', says: '100%' },
    expect: { verdict: ['volume-full', 'disk-full'] },
  },
  {
    id: 'c-db-network',
    title: 'the database is on another network than the API',
    inject: `docker network create island >/dev/null; docker network connect island shop-db-1; docker network disconnect shop_default shop-db-1; gives /api/items 500`,
    symptom: broken,
    expect: { verdict: ['need-off-network', 'db-host-unresolved'], causes: ['need-off-network'] },
  },
  {
    id: 'c-db-alias',
    title: 'the URL of the database names a container that does not exist',
    inject: `edit 's/@db:/@database:/' .env; again; gives /api/items 500`,
    symptom: { ...broken, inside: 'docker logs shop-api-1 2>&1', says: 'database' },
    expect: { verdict: ['db-host-unresolved', 'mysql-unreachable', 'need-unresolved'] },
  },
  {
    id: 'c-cache-stopped',
    title: 'the cache is stopped; only orders feel it',
    inject: 'compose stop cache; state_is shop-cache-1 exited',
    symptom: {
      visit: health,
      gives: 200,
      inside: 'docker inspect -f {{.State.Status}} shop-cache-1',
      says: 'exited',
    },
    expect: {
      verdict: ['need-down-unfelt', 'redis-unreachable', 'need-down', 'healthy'],
      causes: [['need-down-unfelt', 'redis-unreachable']],
      notCauses: ['mysql-unreachable'],
    },
  },
  {
    id: 'c-worker-stopped',
    title: 'the worker is stopped; the API is fine, orders pile up',
    inject: 'compose stop worker; state_is shop-worker-1 exited',
    symptom: {
      visit: health,
      gives: 200,
      inside: 'docker inspect -f {{.State.Status}} shop-worker-1',
      says: 'exited',
    },
    expect: { verdict: 'worker-down', notCauses: ['backend-not-running'] },
  },
  {
    id: 'c-worker-dying',
    title: 'the worker lacks a variable and restarts for ever',
    inject: `has worker 'environment: { REDIS_URL: "" }'; compose up -d worker; restarted shop-worker-1 2`,
    symptom: { visit: health, gives: 200, inside: 'docker logs shop-worker-1 2>&1', says: 'REDIS_URL' },
    expect: { verdict: 'worker-down', notCauses: ['backend-not-running', 'env-missing'] },
  },
]);
