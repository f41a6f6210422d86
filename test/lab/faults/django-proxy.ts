import { faultsOf } from './fault.ts';
import { djangoWords } from './django-words.ts';

const health = 'http://api.example.test/health';
const local = {
  inside: 'curl -s -o /dev/null -w "%{http_code}" 127.0.0.1:8000/health',
  says: '200',
} as const;

/** System D: the application is fine, nginx or what stands before it is not. */
export const djangoProxyFaults = faultsOf('systemd-django', djangoWords, [
  {
    id: 'd-nginx-stopped',
    title: 'nginx is stopped',
    inject: 'systemctl stop nginx',
    symptom: { visit: health, gives: 'refused', ...local },
    expect: { verdict: 'proxy-down' },
  },
  {
    id: 'd-nginx-broken',
    title: 'a broken configuration and a restart: nginx does not come up',
    inject: `edit 's/proxy_connect_timeout 3s;/proxy_connect_timeout 3s/' $SITE; systemctl restart nginx || true`,
    symptom: { visit: health, gives: 'refused', inside: 'nginx -t', says: 'test failed' },
    expect: {
      verdict: ['ngx-config', 'proxy-config-broken', 'proxy-down'],
      causes: [['ngx-config', 'proxy-config-broken']],
    },
  },
  {
    id: 'd-nginx-address',
    title: 'nginx forwards to the address of the network card, gunicorn listens on loopback',
    inject: `edit "s/127.0.0.1:8000/$(hostname -I | cut -d' ' -f1):8000/" $SITE; reload_nginx`,
    symptom: { visit: health, gives: 502, ...local },
    expect: { verdict: 'upstream-address-mismatch' },
  },
  {
    id: 'd-nginx-elsewhere',
    title: 'nginx forwards to an old server that is gone',
    inject: `edit 's/127.0.0.1:8000/192.0.2.77:8000/' $SITE; reload_nginx`,
    symptom: { visit: health, gives: [502, 504], ...local },
    expect: { verdict: ['upstream-address-mismatch', 'proxy-misconfigured'] },
  },
  {
    id: 'd-nginx-tls',
    title: 'nginx speaks TLS to an application that does not',
    inject: `edit 's#http://127.0.0.1:8000#https://127.0.0.1:8000#' $SITE; reload_nginx`,
    // a sync gunicorn waits for the end of the line that a TLS hello never has
    symptom: { visit: health, gives: 504, ...local },
    expect: { verdict: ['ngx-tls-to-plain', 'proxy-misconfigured'], notCauses: ['backend-hanging'] },
  },
  {
    id: 'd-site-disabled',
    title: 'the site was not enabled again after an edit',
    inject: 'rm /etc/nginx/sites-enabled/backend; reload_nginx',
    symptom: { visit: health, gives: 404, ...local },
    expect: { verdict: ['site-not-enabled', 'proxy-misconfigured'] },
  },
  {
    id: 'd-site-renamed',
    title: 'server_name has a typing mistake, so another site answers',
    inject: `edit 's/server_name api.example.test/server_name apl.example.test/' $SITE
      mv /etc/nginx/sites-enabled/shop /etc/nginx/sites-enabled/a-shop; reload_nginx`,
    symptom: { visit: health, gives: 404, ...local },
    expect: { verdict: ['proxy-misconfigured', 'site-not-enabled', 'server-name-mismatch'] },
  },
  {
    id: 'd-big-header',
    title: 'the release sends a cookie bigger than the buffers of nginx',
    inject: `edit 's/^    return JsonResponse({"status".*/    answer = JsonResponse({"status": "healthy", "debug": settings.DEBUG})\\n    answer["Set-Cookie"] = "basket=" + "x" * 20000\\n    return answer/' orders/views.py
      deploy 'health: basket'; up`,
    symptom: { visit: health, gives: 502, ...local },
    expect: { verdict: ['ngx-big-header', 'proxy-misconfigured'], causes: ['ngx-big-header'] },
  },
  {
    id: 'd-rate-limit',
    title: 'nginx allows one request a minute for all visitors together',
    inject: `edit '1i limit_req_zone $server_name zone=api:1m rate=1r/m;\\nlimit_req_status 429;' $SITE
      edit 's/proxy_connect_timeout/limit_req zone=api; &/' $SITE; reload_nginx; outside /health; outside /health`,
    symptom: { visit: health, gives: 429, ...local },
    expect: { verdict: 'rate-limited' },
  },
  {
    id: 'd-maintenance',
    title: 'someone forgot the maintenance answer in nginx',
    inject: `edit 's/proxy_connect_timeout/return 503; &/' $SITE; reload_nginx`,
    symptom: { visit: health, gives: 503, ...local },
    expect: { verdict: ['proxy-misconfigured', 'maintenance'] },
  },
  {
    id: 'd-basic-auth',
    title: 'nginx denies the world',
    inject: `edit 's/proxy_connect_timeout/deny all; &/' $SITE; reload_nginx`,
    symptom: { visit: health, gives: 403, ...local },
    expect: { verdict: ['proxy-misconfigured', 'proxy-denies'] },
  },
  {
    id: 'd-nginx-connections',
    title: 'visitors who never end their request hold all connections of nginx',
    inject: `edit 's/worker_processes auto/worker_processes 1/; s/worker_connections .*/worker_connections 8;/' /etc/nginx/nginx.conf
      nginx -t -q; systemctl restart nginx
      cat >/root/hold.py <<'PY'
import socket, time
kept = []
for _ in range(40):
    kept.append(socket.create_connection(("127.0.0.1", 80)))
    try:
        kept[-1].send(b"GET /heal")
    except OSError:
        pass
    time.sleep(0.02)
time.sleep(900)
PY
      systemd-run -q python3 /root/hold.py
      wait_for 'grep -q "worker_connections are not enough" /var/log/nginx/error.log'`,
    symptom: { visit: health, gives: ['reset', 'timeout', 502, 500], ...local },
    expect: { verdict: ['ngx-workers', 'proxy-misconfigured'], causes: ['ngx-workers'] },
  },
  {
    id: 'd-firewall-public',
    title: 'a firewall rule drops port 80 from outside',
    inject:
      'nft add table inet fw; nft "add chain inet fw in { type filter hook input priority 0; }"; nft add rule inet fw in iifname != lo tcp dport 80 drop',
    symptom: {
      visit: health,
      gives: 'timeout',
      inside: 'curl -s -o /dev/null -w "%{http_code}" -H "Host: api.example.test" 127.0.0.1/health',
      says: '200',
    },
    expect: { verdict: ['edge', 'firewall', 'public-unreachable'] },
  },
  {
    id: 'd-firewall-app',
    title: 'a firewall rule drops what goes to port 8000, even on loopback',
    inject:
      'nft add table inet fw; nft "add chain inet fw in { type filter hook input priority 0; }"; nft add rule inet fw in tcp dport 8000 drop',
    symptom: { visit: health, gives: 504, inside: "ss -Hltn 'sport = :8000'", says: 'LISTEN' },
    expect: { verdict: ['firewall', 'backend-hanging'] },
  },
  {
    id: 'd-clock',
    title: 'the clock of the host is three hours ahead for everything that starts now; the service is fine',
    inject:
      // Not for sshd itself: its sandbox would not let the login process through.
      'echo +3h >/etc/faketimerc; LIB=$(ls /usr/lib/*/faketime/libfaketime.so.1); ' +
      'echo "SetEnv LD_PRELOAD=$LIB" >/etc/ssh/sshd_config.d/clock.conf; systemctl reload ssh; ' +
      'mkdir -p /etc/systemd/system/payments-backend.service.d; ' +
      'printf "[Service]\\nEnvironment=LD_PRELOAD=%s\\n" "$LIB" >/etc/systemd/system/payments-backend.service.d/clock.conf; ' +
      'systemctl daemon-reload; restart; up',
    symptom: {
      visit: health,
      gives: 200,
      inside: `echo minutes ahead: $(( (30 + $(env $(tr '\\0' '\\n' </proc/$(systemctl show -p MainPID --value payments-backend)/environ | grep ^LD_PRELOAD) date +%s) - $(awk '/^btime/ {print $2}' /proc/stat) - $(cut -d. -f1 /proc/uptime)) / 60 ))`,
      says: 'minutes ahead: 180',
    },
    expect: { verdict: ['clock-skew', 'healthy'], causes: ['clock-skew'] },
  },
  {
    id: 'd-cut',
    title: 'the cable is out',
    inject: (host) => host.cut(),
    symptom: { visit: health, gives: ['timeout', 'unreachable'] },
    expect: { verdict: 'access-lost' },
  },
  {
    id: 'd-sshd-stopped',
    title: 'sshd is stopped, the service is fine',
    inject: 'systemctl stop ssh',
    symptom: { visit: health, gives: 200 },
    expect: { verdict: ['access-lost', 'healthy'], notCauses: ['backend-not-running'] },
  },
]);
