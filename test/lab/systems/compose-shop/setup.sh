# Installs what disk/ brought: a shop under Docker Compose with an unpublished MariaDB and Redis, and a worker.
set -euo pipefail
usermod -aG docker bot
cd /srv/shop
cat >.env <<'ENV'
DATABASE_URL=mysql://shop:lab-shop-of-no-value@db:3306/shop
REDIS_URL=redis://cache:6379/0
SESSION_SECRET=lab-session-secret-of-no-value
ENV
chmod 640 .env; chgrp docker .env
systemctl enable -q --now docker containerd
docker volume create --label com.docker.compose.project=shop --label com.docker.compose.volume=data shop_data >/dev/null
docker run --rm -i -v shop_data:/var/lib/mysql lab/debian:12 bash -s <<'SQL'
set -e
mariadb-install-db --user=mysql --skip-test-db >/dev/null
mkdir -p /run/mysqld; chown mysql /run/mysqld
mariadbd --user=mysql --bootstrap <<'INIT'
FLUSH PRIVILEGES;
CREATE DATABASE shop;
CREATE USER shop@'%' IDENTIFIED BY 'lab-shop-of-no-value';
GRANT ALL ON shop.* TO shop@'%';
USE shop;
CREATE TABLE items (name VARCHAR(40), price_cents INT);
CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, body TEXT);
INSERT INTO items VALUES ('cup', 900), ('plate', 1500);
INIT
SQL
DOCKER_BUILDKIT=0 docker compose build -q api
docker compose up -d --quiet-pull
for _ in $(seq 200); do curl -sf -o /dev/null -H 'Host: store.example.test' http://127.0.0.1/api/items && break; sleep 0.1; done
curl -sf -o /dev/null -H 'Host: store.example.test' http://127.0.0.1/api/items
systemctl stop docker docker.socket containerd
truncate -s 0 /var/lib/docker/containers/*/*-json.log
