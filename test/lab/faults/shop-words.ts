/** What the scripts that break system `supervisor-fastapi` say. */
export const shopWords = `
cd /srv/storefront
SITE=/etc/nginx/sites-available/storefront
CONF=/etc/supervisor/conf.d/storefront.conf
ERR=/var/log/storefront/api.err.log
state() { supervisorctl status "$1" | awk '{print $2}'; }
program_is() { wait_for "supervisorctl status $1 | grep -q ' $2 '"; }
restart() { supervisorctl restart storefront-api >/dev/null || true; }
settled() { wait_for 'supervisorctl status storefront-api | grep -qE "FATAL|BACKOFF|EXITED"'; }
fatal() { program_is storefront-api FATAL; }
up() { wait_for 'curl -sf -o /dev/null http://127.0.0.1:8100/api/health'; }
changed() { supervisorctl reread >/dev/null; supervisorctl update >/dev/null; }
outside() { curl -sk -o /dev/null -m "\${2:-12}" -w '%{http_code}' --resolve store.example.test:443:127.0.0.1 "https://store.example.test$1" || true; }
order() { curl -s -m 12 -w '%{http_code}' -H 'Content-Type: application/json' -d '{"items":[]}' http://127.0.0.1:8100/api/orders || true; }
export -f outside order
reload_nginx() { nginx -t -q && systemctl reload nginx && sleep 0.3; } # the old workers answer for a moment
# a deployment as people do it: a commit of what was changed, pushed, then a restart
deploy() {
  git add -A; git commit -qm "$1"; git push -q; chown -R storefront:storefront /srv/storefront /srv/git
  restart
}
`;
