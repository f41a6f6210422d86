import { composeWords } from './compose-words.ts';
import { faultsOf } from './fault.ts';

const items = 'http://store.example.test/api/items';
const health = 'http://store.example.test/health';
const fine = { visit: items, gives: 200 } as const;
const well = ['healthy', 'recovered'];

/** Ports of containers; then what looks suspicious about containers and is fine, and what was broken and is not any more. */
export const composeFineFaults = faultsOf('compose-shop', composeWords, [
  {
    id: 'c-loopback',
    title: 'the API listens on 127.0.0.1 inside its container',
    inject: `release <<<'CMD ["python3", "-m", "uvicorn", "main:app", "--host", "127.0.0.1", "--port", "8000"]'
      health_is $API healthy`,
    symptom: {
      visit: health,
      gives: 502,
      inside: 'docker logs shop-api-1 2>&1',
      says: 'http://127.0.0.1:8000',
    },
    expect: { verdict: 'container-loopback', notCauses: ['worker-dying'] },
  },
  {
    id: 'c-inside-port',
    title: 'the API listens on 9000 in its container, Docker publishes 8000',
    inject: `release <<<'CMD ["python3", "-m", "uvicorn", "main:app", "--host", "0.0.0.0", "--port", "9000"]'
      sleep 3`,
    symptom: { visit: health, gives: 502, inside: 'docker logs shop-api-1 2>&1', says: ':9000' },
    expect: { verdict: 'container-port', quotes: '9000', notCauses: ['worker-dying'] },
  },
  {
    id: 'c-published-port',
    title: 'the port for looking is published as 8081, the catalog says 8080; users are fine',
    inject: `edit 's/8080:8000/8081:8000/' compose.yaml; again; health_is $API healthy; gives /api/items 200`,
    symptom: { ...fine, inside: 'docker port shop-api-1', says: '8081' },
    expect: { verdict: ['port-unpublished', 'healthy'], quotes: '8081' },
  },
  {
    id: 'c-healthcheck-broken',
    kind: 'healthy',
    title: 'the health check asks a wrong port: unhealthy, while the API is fine',
    inject: `edit 's#http://127.0.0.1:8000/health#http://127.0.0.1:8001/health#' compose.yaml; again; health_is $API unhealthy; gives /api/items 200`,
    symptom: { ...fine, inside: 'docker ps', says: '(unhealthy)' },
    expect: { verdict: well, quotes: 'unhealthy' },
  },
  {
    id: 'c-healthcheck-blind',
    title: 'the container is healthy by its own check, the API answers 500',
    inject: `sql 'RENAME TABLE shop.items TO shop.items_old'; gives /api/items 500; health_is $API healthy`,
    symptom: { visit: items, gives: 500, inside: 'docker ps', says: '(healthy)' },
    expect: { verdict: ['check-failed', 'app-error', 'mig-pending'] },
  },
  {
    id: 'c-fine',
    kind: 'healthy',
    title: 'nothing is wrong',
    inject: 'settled',
    symptom: fine,
    expect: { verdict: 'healthy', notCauses: ['need-down'] },
  },
  {
    id: 'c-fine-one-off',
    kind: 'healthy',
    title: 'somebody ran a one-off container of the API, which failed',
    inject: `docker compose run -T api sh -c 'exit 3' || true; settled`,
    symptom: { ...fine, inside: 'docker ps -a --format {{.Names}}', says: 'shop-api-run-' },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'c-fine-one-off-runs',
    kind: 'healthy',
    title: 'a one-off container of the API is at work',
    inject: `docker compose run -d -T api sleep 900 >/dev/null 2>&1; settled`,
    symptom: { ...fine, inside: 'docker ps --format {{.Names}}', says: 'shop-api-run-' },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'c-fine-orphan',
    kind: 'healthy',
    title: 'a half-done Compose run left a container with a hash before its name',
    inject: `hash=$(docker inspect -f '{{index .Config.Labels "com.docker.compose.config-hash"}}' $API)
      docker create --name 0123456789ab_shop-api-1 --label com.docker.compose.project=shop --label com.docker.compose.service=api --label com.docker.compose.oneoff=False \\
        --label com.docker.compose.container-number=1 --label com.docker.compose.config-hash=$hash shop-api:1.4 sh -c 'exit 4' >/dev/null; docker start -a 0123456789ab_shop-api-1 || true; settled`,
    symptom: { ...fine, inside: 'docker ps -a --format {{.Names}}', says: '0123456789ab_shop-api-1' },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'c-fine-twin',
    kind: 'healthy',
    title: 'another project has a service of the same name, which is dead',
    inject: `docker run -d --name blog-api-1 --label com.docker.compose.project=blog --label com.docker.compose.service=api --label com.docker.compose.oneoff=False lab/debian:12 false >/dev/null; settled`,
    symptom: { ...fine, inside: 'docker ps -a', says: 'blog-api-1' },
    catalog: ({ services }) => {
      if (services?.['shop']) services['shop'].run = { compose: { project: 'shop', service: 'api' } };
    },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'c-fine-tag',
    kind: 'healthy',
    title: 'a newer image was built under the same tag but not deployed: the old one runs, and is fine',
    inject: `build <<<'RUN touch /app/new'
      settled`,
    symptom: { ...fine, inside: 'docker exec shop-api-1 ls /app', says: 'worker.py' },
    expect: { verdict: well, quotes: 'shop-api:1.4' },
  },
  {
    id: 'c-recovered-db',
    kind: 'recovered',
    title: 'the database was away for a moment; its errors stand in the log, all is well again',
    inject: `compose stop db; for n in 1 2 3; do outside /api/items; done; docker start shop-db-1 >/dev/null; settled`,
    symptom: { ...fine, inside: 'docker logs shop-api-1 2>&1', says: "Can't connect" },
    expect: { verdict: well },
  },
  {
    id: 'c-recovered-loop',
    kind: 'recovered',
    title: 'a bad setting was undone: the container died three times, then came up',
    inject: `cp .env /root/env; edit '/^SESSION_SECRET=/d' .env; again; restarted $API 3; cp /root/env .env; again; settled`,
    symptom: fine,
    expect: { verdict: well, notCauses: ['env-missing', 'crash-loop'] },
  },
  {
    id: 'c-double-db-image',
    kind: 'double',
    title: 'the API was stopped by hand and its database is stopped too',
    inject: 'compose stop api db; state_is $API exited',
    symptom: { visit: health, gives: [502, 504, 'timeout'] },
    expect: {
      verdict: ['need-container-down', 'backend-not-running'],
      causes: ['backend-not-running', 'need-container-down'],
    },
  },
]);
