/** What the scripts that break system `systemd-django` say. */
export const djangoWords = `
cd /srv/payments
SITE=/etc/nginx/sites-available/backend
UNIT=/etc/systemd/system/payments-backend.service
# of one fault after the other systemd would refuse a start as one too often
restart() { systemctl reset-failed payments-backend 2>/dev/null || true; systemctl restart payments-backend; }
failed() { wait_for 'systemctl is-failed -q payments-backend'; }
export SITE UNIT
up() { wait_for 'curl -sf -o /dev/null http://127.0.0.1:8000/health'; }
outside() { curl -s -o /dev/null -m "\${2:-12}" -w '%{http_code}' -H 'Host: api.example.test' "http://127.0.0.1$1" || true; }
export -f outside
reload_nginx() { nginx -t -q && systemctl reload nginx && sleep 0.3; } # the old workers answer for a moment
# a deployment as people do it: a commit of what was changed, pushed, then a restart
deploy() {
  git add -A; git commit -qm "$1"; git push -q; chown -R payments:payments /srv/payments /srv/git
  restart
}
sql() { runuser -u postgres -- psql -qXAtv ON_ERROR_STOP=1 "$@"; }
unit_changed() { systemctl daemon-reload; restart || true; }
`;
