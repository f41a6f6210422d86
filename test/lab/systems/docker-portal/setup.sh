# Installs what disk/ brought: a portal by plain `docker run` behind nginx on the host, with an unpublished PostgreSQL.
set -euo pipefail
usermod -aG docker bot
printf 'DATABASE_URL=postgresql://portal:lab-portal-of-no-value@portal-db:5432/portal\nSECRET_KEY=lab-secret-of-no-value\n' >/etc/portal.env
chmod 640 /etc/portal.env; chgrp docker /etc/portal.env
systemctl enable -q --now docker containerd
docker network create portal >/dev/null
docker volume create portal_data >/dev/null
docker run --rm -i -v portal_data:/data lab/debian:12 bash -s <<'SQL'
set -e
chown postgres /data
as() { runuser -u postgres -- "$@"; }
bin=/usr/lib/postgresql/15/bin
as $bin/initdb -D /data --auth-host=scram-sha-256 --auth-local=trust >/dev/null
echo 'host all all all scram-sha-256' >>/data/pg_hba.conf
as $bin/postgres --single -D /data postgres >/dev/null <<'INIT'
CREATE ROLE portal LOGIN PASSWORD 'lab-portal-of-no-value';
CREATE DATABASE portal OWNER portal;
INIT
as $bin/postgres --single -D /data portal >/dev/null <<'INIT'
CREATE TABLE pages (title text);
INSERT INTO pages VALUES ('contact'), ('welcome');
GRANT SELECT ON pages TO portal;
INIT
SQL
docker run -d --name portal-db --network portal --restart unless-stopped --stop-timeout 5 --user postgres -v portal_data:/data \
  lab/debian:12 /usr/lib/postgresql/15/bin/postgres -D /data -c listen_addresses='*' -c unix_socket_directories=/tmp >/dev/null
cd /srv/portal
DOCKER_BUILDKIT=0 docker build -q -t portal:2.1 . >/dev/null
docker tag portal:2.1 portal:2.0
run-portal >/dev/null
ln -s ../sites-available/portal /etc/nginx/sites-enabled/
systemctl enable -q --now nginx
for _ in $(seq 200); do curl -sf -o /dev/null http://127.0.0.1:9000/api/pages && break; sleep 0.1; done
curl -sf -o /dev/null -H 'Host: portal.example.test' http://127.0.0.1/api/pages
systemctl stop nginx docker docker.socket containerd
truncate -s 0 /var/lib/docker/containers/*/*-json.log /var/log/nginx/*.log
