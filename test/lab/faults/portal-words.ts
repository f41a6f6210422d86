/** What the scripts that break system `docker-portal` say. */
export const portalWords = `
state_is() { wait_for "[ \\"\\$(docker inspect -f {{.State.Status}} $1)\\" = $2 ]"; }
restarted() { wait_for "[ \\$(docker inspect -f {{.RestartCount}} $1) -ge $2 ]"; }
outside() { curl -s -o /dev/null -m "\${2:-8}" -w '%{http_code}' -H 'Host: portal.example.test' "http://127.0.0.1$1" || true; }
gives() { wait_for "[ \\$(curl -s -o /dev/null -m 8 -w '%{http_code}' -H 'Host: portal.example.test' http://127.0.0.1$1) = $2 ]"; }
settled() { sleep 3; gives /api/pages 200; }
again() { run-portal "$@" >/dev/null 2>/tmp/run.log || true; }
`;
