import { faultsOf } from './fault.ts';
import { shopWords } from './shop-words.ts';

const api = 'https://store.example.test/api/health';
const items = 'https://store.example.test/api/items';
const broken = { visit: items, gives: 500 } as const;

/** System E: Redis in each of its moods; controls, recoveries and doubles. */
export const shopNeedFaults = faultsOf('supervisor-fastapi', shopWords, [
  {
    id: 'e-redis-stopped',
    title: 'Redis is stopped',
    inject: 'systemctl stop redis-server; outside /api/items',
    symptom: broken,
    expect: { verdict: 'redis-unreachable', notCauses: ['redis-auth'] },
  },
  {
    id: 'e-redis-auth',
    title: 'Redis got a password that the application does not have',
    inject:
      'redis-cli CONFIG SET requirepass another; redis-cli -a another CLIENT KILL TYPE normal || true; outside /api/items',
    symptom: broken,
    expect: { verdict: 'redis-auth', notCauses: ['redis-unreachable'] },
  },
  {
    id: 'e-redis-wrong-port',
    title: 'REDIS_URL has a wrong port, Redis itself is fine',
    inject: `edit 's/6379/6380/' .env; restart; wait_for '[ $(outside /api/items) = 500 ]'`,
    symptom: { ...broken, inside: 'redis-cli ping', says: 'PONG' },
    expect: { verdict: 'redis-unreachable' },
  },
  {
    id: 'e-redis-host',
    title: 'REDIS_URL names a host that does not resolve',
    inject: `edit 's/127.0.0.1:6379/cache.example.test:6379/' .env; restart; wait_for '[ $(outside /api/items) = 500 ]'`,
    symptom: { ...broken, inside: 'cat /var/log/storefront/api.err.log', says: 'cache.example.test' },
    expect: { verdict: ['redis-unreachable', 'db-host-unresolved', 'host-unresolved'] },
  },
  {
    id: 'e-redis-memory',
    title: 'Redis is at its maxmemory and refuses writes; reads work',
    inject: `redis-cli CONFIG SET maxmemory-policy noeviction; redis-cli CONFIG SET maxmemory 100kb; order`,
    symptom: {
      visit: api,
      gives: 200,
      inside: 'cat /var/log/storefront/api.err.log',
      says: 'OOM command not allowed',
    },
    expect: { verdict: 'redis-oom' },
  },
  {
    id: 'e-redis-replica',
    title: 'Redis was made a replica of a server that is gone',
    inject: `redis-cli REPLICAOF 192.0.2.9 6379; redis-cli CONFIG SET replica-serve-stale-data yes; order`,
    symptom: {
      visit: api,
      gives: 200,
      inside: 'cat /var/log/storefront/api.err.log',
      says: "You can't write against a read only replica",
    },
    expect: { verdict: 'redis-state' },
  },
  {
    id: 'e-redis-save',
    title: 'Redis may not write its directory any more, cannot save, and refuses writes (MISCONF)',
    inject: `chown root:root /var/lib/redis; chmod 755 /var/lib/redis; redis-cli CONFIG SET save '60 1'; redis-cli BGSAVE
      wait_for 'redis-cli info persistence | grep -q rdb_last_bgsave_status:err'; order`,
    symptom: { inside: 'cat /var/log/storefront/api.err.log', says: 'MISCONF' },
    expect: { verdict: ['redis-state', 'permission'], causes: ['redis-state'] },
  },
  {
    id: 'e-redis-clients',
    title: 'Redis has no free connection',
    inject: `redis-cli CONFIG SET maxclients 4; supervisorctl stop storefront-worker >/dev/null
      for n in 1 2 3 4 5 6; do systemd-run -q redis-cli SUBSCRIBE none; done; sleep 1; supervisorctl start storefront-worker >/dev/null || true
      restart; sleep 4; outside /api/items`,
    symptom: { ...broken, inside: 'cat /var/log/storefront/api.err.log', says: 'max number of clients' },
    expect: { verdict: 'redis-state', quotes: 'max number of clients' },
  },
  {
    id: 'e-redis-frozen',
    title: 'Redis is stopped in its tracks (SIGSTOP)',
    inject: 'systemctl kill -s STOP redis-server; sleep 0.3',
    symptom: { visit: items, gives: 504 },
    expect: { verdict: ['redis-unreachable', 'redis-hanging', 'backend-hanging'] },
  },
  {
    id: 'e-fine',
    kind: 'healthy',
    title: 'nothing is wrong',
    inject: 'up; program_is storefront-api RUNNING',
    symptom: { visit: api, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'e-fine-old-errors',
    kind: 'healthy',
    title: 'the error log still holds the import error of a release that was replaced',
    inject: `cp storefront/routes/items.py /root/; edit 's/import Item$/import CatalogItem as Item/' storefront/routes/items.py; restart; fatal
      cp /root/items.py storefront/routes/items.py; restart; up; program_is storefront-api RUNNING; sleep 4`,
    symptom: { visit: api, gives: 200, inside: 'cat /var/log/storefront/api.err.log', says: 'CatalogItem' },
    expect: { verdict: ['healthy', 'recovered'], notCauses: ['py-import-name'] },
  },
  {
    id: 'e-fine-requests',
    kind: 'healthy',
    title: 'visitors send nonsense: many 404, 405 and 422, as designed',
    inject:
      'for n in 1 2 3 4 5 6 7 8; do outside /api/none/$n; curl -s -o /dev/null -X POST http://127.0.0.1:8100/api/orders; curl -s -o /dev/null -X DELETE http://127.0.0.1:8100/api/items; done; program_is storefront-api RUNNING',
    symptom: { visit: api, gives: 200, inside: 'grep -c 404 /var/log/nginx/access.log', says: '8' },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'e-recovered-redis',
    kind: 'recovered',
    title: 'Redis was away for a moment, all is well again',
    inject: `systemctl stop redis-server; for n in 1 2 3 4; do outside /api/items; done; systemctl start redis-server
      wait_for '[ $(redis-cli ping) = PONG ]'; up; program_is storefront-worker RUNNING; sleep 4; program_is storefront-worker RUNNING`,
    symptom: { visit: items, gives: [200], inside: 'grep -c " 500 " /var/log/nginx/access.log', says: '4' },
    expect: { verdict: ['recovered', 'healthy'] },
  },
  {
    id: 'e-double-redis-import',
    kind: 'double',
    title: 'a bad import keeps the API down, and Redis is stopped too',
    inject: `systemctl stop redis-server; edit '1i from storefront.core.database import engine' storefront/routes/items.py; deploy 'items: database'; fatal`,
    symptom: { visit: api, gives: 502 },
    expect: {
      verdict: ['py-module-missing', 'redis-unreachable', 'backend-crashed', 'crash-loop'],
      causes: ['py-module-missing', 'redis-unreachable'],
    },
  },
]);
