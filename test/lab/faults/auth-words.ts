/** What the scripts that break system `fastapi-nginx` say. */
export const authWords = `
cd /opt/auth
SITE=/etc/nginx/sites-available/auth.conf
UNIT=/etc/systemd/system/auth-api.service
LOG=/var/log/auth/app.log
restart() { systemctl restart auth-api; }
logged() { wait_for "grep -q '$1' $LOG"; }
# it is restarted for ever: once it has died several times, the loop is plain to see
looping() { wait_for '[ $(systemctl show -P NRestarts auth-api) -ge 2 ]'; }
listening() { wait_for "ss -Hltn 'sport = :8000' | grep -q ."; }
up() { wait_for 'curl -sf -o /dev/null http://127.0.0.1:8000/health'; }
outside() { curl -s -o /dev/null -m "\${2:-12}" -w '%{http_code}' -H 'Host: auth.example.test' "http://127.0.0.1$1" || true; }
login() { curl -s -o /dev/null -m 12 -w '%{http_code}' -H 'Host: auth.example.test' -H 'Content-Type: application/json' -d '{"username":"probe"}' http://127.0.0.1/api/v1/login || true; }
reload_nginx() { nginx -t -q && systemctl reload nginx && sleep 0.3; } # the old workers answer for a moment
sql() { runuser -u postgres -- psql -qXAtv ON_ERROR_STOP=1 "$@"; }
export -f outside login
`;
