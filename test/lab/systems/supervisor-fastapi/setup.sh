# Installs what disk/ brought: an API, a second one on a unix socket and a worker under supervisor, with Redis.
set -euo pipefail
useradd --system --home-dir /srv/storefront --shell /usr/sbin/nologin storefront
cd /srv/storefront
mv gitignore .gitignore
python3 -m venv --system-site-packages --without-pip .venv
printf 'REDIS_URL=redis://127.0.0.1:6379/0\nSESSION_SECRET=lab-session-secret-of-no-value\n' >.env
mkdir -p /var/log/storefront /etc/ssl/storefront
echo 'd /run/storefront 0755 storefront storefront -' >/etc/tmpfiles.d/storefront.conf
systemd-tmpfiles --create storefront.conf

# a certificate of the lab's own authority; ca.key stays, so that a fault can issue a bad one
cd /etc/ssl/storefront
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=Lab CA' \
  -keyout ca.key -out ca.pem
cat >/usr/local/sbin/issue <<'ISSUE'
#!/bin/sh
# issue NAME DAYS: a certificate for NAME from the lab's authority
cd /etc/ssl/storefront && openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout key.pem -out csr.pem &&
  printf 'subjectAltName=DNS:%s\n' "$1" >ext && openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days "$2" -extfile ext -out cert.pem
ISSUE
chmod 755 /usr/local/sbin/issue
issue store.example.test 700
cd /srv/storefront

# a history that is some days old, so that nothing looks like a deployment of just now
cat >/root/.gitconfig <<'GIT'
[user]
    name = Dev Two
    email = dev@example.test
[init]
    defaultBranch = main
[safe]
    directory = *
GIT
commit() {
  GIT_COMMITTER_DATE="$(date -d "$1" -R)" GIT_AUTHOR_DATE="$(date -d "$1" -R)" git commit -qm "$2"
}
git init -q --bare /srv/git/storefront.git
git init -q .
git add .gitignore requirements.txt storefront/__init__.py storefront/settings.py storefront/models; commit '12 days ago' 'project: models'
git add .; commit '5 days ago' 'api: items, orders, login; worker; reports'
git remote add origin /srv/git/storefront.git
git push -qu origin main
chown -R storefront:storefront /srv/storefront /srv/git /var/log/storefront
chmod 640 .env

systemctl enable -q --now redis-server
for _ in $(seq 100); do [[ $(redis-cli ping 2>/dev/null) == PONG ]] && break; sleep 0.1; done
redis-cli rpush items '{"name":"cup","price_cents":900}' '{"name":"plate","price_cents":1500}' >/dev/null
ln -s ../sites-available/storefront /etc/nginx/sites-enabled/
systemctl enable -q nginx supervisor
systemctl start nginx supervisor
for _ in $(seq 100); do curl -sf -o /dev/null http://127.0.0.1:8100/api/health && break; sleep 0.1; done
curl -sfk -o /dev/null --resolve store.example.test:443:127.0.0.1 https://store.example.test/api/items
runuser -u storefront -- .venv/bin/python test_imports.py
systemctl stop supervisor nginx redis-server
find /srv/storefront /srv/git /etc/nginx /etc/supervisor -exec touch -h -d '5 days ago' {} +
rm -f /var/log/storefront/* /var/log/supervisor/* /var/log/redis/*
truncate -s 0 /var/log/nginx/*.log
