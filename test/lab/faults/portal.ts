import { faultsOf } from './fault.ts';
import { portalWords } from './portal-words.ts';

const health = 'http://portal.example.test/health';
const pages = 'http://portal.example.test/api/pages';
const down = { visit: health, gives: [502, 504] } as const;
const crashed = ['backend-crashed', 'crash-loop'];

/** gunicorn by plain `docker run` behind nginx on the host, with an unpublished PostgreSQL. */
export const portalFaults = faultsOf('docker-portal', portalWords, [
  {
    id: 'p-fine',
    kind: 'healthy',
    title: 'nothing is wrong',
    inject: 'settled',
    symptom: { visit: pages, gives: 200 },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'p-stopped',
    title: 'the container was stopped by hand',
    inject: 'docker stop portal >/dev/null',
    symptom: down,
    expect: { verdict: 'backend-not-running', notCauses: crashed },
  },
  {
    id: 'p-killed',
    title: 'the container was killed by hand: exit code 137, and no memory was short',
    inject: 'docker kill portal >/dev/null; state_is portal exited',
    symptom: { ...down, inside: 'docker inspect -f {{.State.ExitCode}} portal', says: '137' },
    expect: {
      verdict: ['backend-crashed', 'backend-not-running'],
      notCauses: ['container-oom', 'oom-kernel', 'oom-systemd'],
    },
  },
  {
    id: 'p-image-gone',
    title: 'a deployment removed the container and found no image under the new tag',
    inject: 'IMAGE=portal:2.2 again',
    symptom: { ...down, inside: 'docker ps -a --format {{.Names}}; cat /tmp/run.log', says: 'portal:2.2' },
    expect: { verdict: 'unit-not-found' },
  },
  {
    id: 'p-port',
    title: 'the container was made with another published port than nginx passes to',
    inject: 'PORT=127.0.0.1:9001:8000 again; wait_for "curl -sf -o /dev/null http://127.0.0.1:9001/health"',
    symptom: { ...down, inside: 'docker port portal', says: '9001' },
    expect: { verdict: ['port-unpublished', 'upstream-port-mismatch'], quotes: '9001' },
  },
  {
    id: 'p-unpublished',
    title: 'the container was made without a published port',
    inject: `docker rm -f portal >/dev/null; docker run -d --name portal --network portal --env-file /etc/portal.env --restart unless-stopped portal:2.1 >/dev/null; sleep 2`,
    symptom: { ...down, inside: 'docker port portal | wc -l', says: '0' },
    expect: { verdict: 'port-unpublished' },
  },
  {
    id: 'p-loopback',
    title: 'gunicorn listens on 127.0.0.1 inside its container',
    inject: `CMD='gunicorn --bind 127.0.0.1:8000 portal:app' again; sleep 2`,
    symptom: { ...down, inside: 'docker logs portal 2>&1', says: 'http://127.0.0.1:8000' },
    expect: { verdict: 'container-loopback', notCauses: ['worker-dying'] },
  },
  {
    id: 'p-network',
    title: 'the container is not on the network of its database',
    inject: `docker rm -f portal >/dev/null; docker run -d --name portal --env-file /etc/portal.env --restart unless-stopped -p 127.0.0.1:9000:8000 portal:2.1 >/dev/null
      gives /api/pages 500`,
    symptom: {
      visit: pages,
      gives: 500,
      inside: 'docker logs portal 2>&1',
      says: 'could not translate host name',
    },
    expect: { verdict: ['need-off-network', 'db-host-unresolved'], causes: ['need-off-network'] },
  },
  {
    id: 'p-db-stopped',
    title: 'the database container is stopped',
    inject: 'docker stop portal-db >/dev/null; gives /api/pages 500',
    symptom: { visit: pages, gives: 500 },
    expect: { verdict: 'need-container-down' },
  },
  {
    id: 'p-db-removed',
    title: 'the database container was removed; its volume is still there',
    inject: 'docker rm -f portal-db >/dev/null; gives /api/pages 500',
    symptom: { visit: pages, gives: 500 },
    expect: { verdict: ['db-unreachable-pg', 'need-down', 'db-host-unresolved'] },
  },
  {
    id: 'p-app-load',
    title: 'gunicorn is told a module that does not exist: exit code 3 or 4, and this is gunicorn',
    inject: `CMD='gunicorn --bind 0.0.0.0:8000 portall:app' again; restarted portal 1`,
    symptom: { ...down, inside: 'docker logs portal 2>&1', says: 'portall' },
    expect: { verdict: ['py-module-missing', 'gun-app-load'], quotes: 'portall' },
  },
  {
    id: 'p-variable',
    title: 'SECRET_KEY is gone from the env file',
    inject: `edit '/^SECRET_KEY=/d' /etc/portal.env; again; restarted portal 1`,
    symptom: { ...down, inside: 'docker logs portal 2>&1', says: 'SECRET_KEY' },
    expect: { verdict: ['env-missing', 'py-env-missing'], quotes: 'SECRET_KEY' },
  },
  {
    id: 'p-volume-read-only',
    title: 'the database may not write its volume',
    inject: `docker stop portal-db >/dev/null; docker rm portal-db >/dev/null; docker run -d --name portal-db --network portal --restart unless-stopped --user postgres -v portal_data:/data:ro \\
      lab/debian:12 /usr/lib/postgresql/15/bin/postgres -D /data -c listen_addresses='*' -c unix_socket_directories=/tmp >/dev/null; restarted portal-db 1; gives /api/pages 500`,
    symptom: {
      visit: pages,
      gives: 500,
      inside: 'docker logs portal-db 2>&1',
      says: 'Read-only file system',
    },
    expect: { verdict: ['need-container-down', 'volume-read-only'] },
  },
  {
    id: 'p-not-restarted',
    title: 'the container has no restart policy and did not come back with the engine',
    inject: `again --restart no; sleep 1; systemctl restart docker; wait_for 'docker inspect -f {{.State.Running}} portal-db | grep -q true'`,
    symptom: { ...down, inside: 'docker inspect -f {{.HostConfig.RestartPolicy.Name}} portal', says: 'no' },
    expect: { verdict: ['not-started-at-boot', 'backend-not-running'], causes: ['not-started-at-boot'] },
  },
  {
    id: 'p-paused',
    title: 'somebody paused the container',
    inject: 'docker pause portal >/dev/null',
    symptom: { visit: health, gives: 504 },
    expect: { verdict: 'process-paused' },
  },
  {
    id: 'p-port-taken',
    title: 'another container took the published port while this one was away',
    inject: `docker stop portal >/dev/null; docker run -d --name squatter -p 127.0.0.1:9000:80 lab/debian:12 sleep 900 >/dev/null; docker start portal 2>/dev/null || true; sleep 1`,
    symptom: {
      ...down,
      inside: 'docker inspect -f {{.State.Error}} portal',
      says: 'port is already allocated',
    },
    expect: { verdict: 'published-port-taken' },
  },
  {
    id: 'p-firewall-user',
    title: 'a rule in DOCKER-USER drops what goes to the container',
    inject: `iptables -I OUTPUT -p tcp -d $(docker inspect -f '{{.NetworkSettings.Networks.portal.IPAddress}}' portal) --dport 8000 -j DROP`,
    symptom: { visit: health, gives: 504 },
    expect: { verdict: ['firewall', 'backend-hanging'], causes: ['firewall'] },
  },
  {
    id: 'p-engine-down',
    title: 'the Docker engine is stopped; nginx runs on',
    inject: 'systemctl stop docker.socket docker',
    symptom: { ...down, inside: 'systemctl is-active docker || true', says: 'inactive' },
    expect: { verdict: 'engine-down' },
  },
  {
    id: 'p-fine-no-logs',
    kind: 'healthy',
    title: 'the container keeps no log (driver none)',
    inject: 'again --log-driver none; settled',
    symptom: {
      visit: pages,
      gives: 200,
      inside: 'docker logs portal 2>&1 || true',
      says: 'does not support reading',
    },
    expect: { verdict: 'healthy' },
  },
  {
    id: 'p-recovered-oom',
    kind: 'recovered',
    title: 'the container was killed once and came back by its policy',
    inject: `kill -KILL $(docker inspect -f {{.State.Pid}} portal); restarted portal 1; settled`,
    symptom: { visit: pages, gives: 200, inside: 'docker inspect -f {{.RestartCount}} portal', says: '1' },
    expect: { verdict: ['healthy', 'recovered'] },
  },
]);
