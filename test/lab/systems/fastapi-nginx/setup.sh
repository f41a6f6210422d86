# Installs what disk/ brought: an API started as `python main.py` by systemd, its log in a file of its own.
set -euo pipefail
useradd --system --home-dir /opt/auth --shell /usr/sbin/nologin auth
cd /opt/auth
python3 -m venv --system-site-packages --without-pip venv
cat >/etc/auth.env <<'ENV'
DATABASE_URL=postgresql://auth:lab-db-password@127.0.0.1:5432/auth
JWT_SECRET=lab-jwt-secret-of-no-value
HOST=127.0.0.1
PORT=8000
CORS_ORIGIN=https://app.example.test
ENV
chmod 640 /etc/auth.env; chgrp auth /etc/auth.env
mkdir -p /var/log/auth; chown auth:adm /var/log/auth

systemctl enable -q --now postgresql
for _ in $(seq 100); do pg_isready -q && break; sleep 0.1; done
runuser -u postgres -- psql -qXv ON_ERROR_STOP=1 <<'SQL'
CREATE ROLE auth LOGIN PASSWORD 'lab-db-password';
CREATE DATABASE auth OWNER auth ENCODING 'UTF8' TEMPLATE template0;
\c auth
SET ROLE auth;
CREATE TABLE accounts (username text PRIMARY KEY, password text NOT NULL);
INSERT INTO accounts SELECT 'user' || n, 'salt$0000' FROM generate_series(1, 25) n;
SQL
chown -R auth:auth /opt/auth

ln -s ../sites-available/auth.conf /etc/nginx/sites-enabled/
systemctl daemon-reload
systemctl enable -q nginx auth-api
systemctl start nginx auth-api
for _ in $(seq 100); do curl -sf -o /dev/null http://127.0.0.1:8000/health && break; sleep 0.1; done
[[ $(curl -s -o /dev/null -w '%{http_code}' -H 'Host: auth.example.test' -H 'Content-Type: application/json' \
  -d '{"username":"probe"}' http://127.0.0.1/api/v1/login) == 401 ]]
systemctl stop auth-api nginx
find /opt/auth /etc/nginx /etc/systemd/system -exec touch -h -d '8 days ago' {} +
rm -f /var/log/auth/* /var/log/postgresql/*
truncate -s 0 /var/log/nginx/*.log
