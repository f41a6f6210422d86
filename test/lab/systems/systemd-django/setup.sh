# Installs what disk/ brought, as the deployment guide of such a system would. Runs as root inside the host.
set -euo pipefail
useradd --system --home-dir /srv/payments --shell /usr/sbin/nologin payments
cd /srv/payments
mv gitignore .gitignore
mkdir -p media /var/log/payments
python3 -m venv --system-site-packages --without-pip .venv
printf '#!/srv/payments/.venv/bin/python\nimport sys\nfrom gunicorn.app.wsgiapp import run\nsys.exit(run())\n' >.venv/bin/gunicorn
chmod 755 .venv/bin/gunicorn
cat >.env <<'ENV'
DATABASE_URL=postgres://payments:lab-db-password@127.0.0.1:5432/payments
SECRET_KEY=lab-secret-key-of-no-value
DEBUG=False
ALLOWED_HOSTS=api.example.test,127.0.0.1,localhost
CORS_ORIGINS=https://shop.example.test
ENV
chmod 640 .env

systemctl enable -q --now postgresql
for _ in $(seq 100); do pg_isready -q && break; sleep 0.1; done
runuser -u postgres -- psql -qXv ON_ERROR_STOP=1 <<'SQL'
CREATE ROLE payments LOGIN PASSWORD 'lab-db-password';
CREATE DATABASE payments OWNER payments ENCODING 'UTF8' TEMPLATE template0;
SQL
chown -R payments:payments /srv/payments /var/log/payments
runuser -u payments -- .venv/bin/python manage.py migrate -v 0
runuser -u postgres -- psql -qX payments -c \
  "INSERT INTO orders_order (reference, amount_cents) SELECT 'R-' || n, n * 100 FROM generate_series(1, 40) n"

# a history that is some days old, so that nothing looks like a deployment of just now
cat >/root/.gitconfig <<'GIT'
[user]
    name = Dev One
    email = dev@example.test
[init]
    defaultBranch = main
[safe]
    directory = *
GIT
commit() {
  GIT_COMMITTER_DATE="$(date -d "$1" -R)" GIT_AUTHOR_DATE="$(date -d "$1" -R)" git commit -qm "$2"
}
git init -q --bare /srv/git/payments.git
git init -q .
git add manage.py payments requirements.txt .gitignore; commit '9 days ago' 'project: first version'
git add orders; commit '6 days ago' 'orders: list and totals'
git remote add origin /srv/git/payments.git
git push -qu origin main
chown -R payments:payments /srv/payments /srv/git

ln -s ../sites-available/backend ../sites-available/shop /etc/nginx/sites-enabled/
systemctl daemon-reload
systemctl enable -q nginx payments-backend
systemctl start nginx payments-backend
for _ in $(seq 100); do curl -sf -o /dev/null -H 'Host: api.example.test' http://127.0.0.1/health && break; sleep 0.1; done
curl -sf -H 'Host: api.example.test' http://127.0.0.1/health
systemctl stop payments-backend nginx
find /srv/payments /srv/git /etc/nginx /etc/systemd/system -exec touch -h -d '6 days ago' {} +
rm -f /var/log/payments/* /var/log/postgresql/*
truncate -s 0 /var/log/nginx/*.log
