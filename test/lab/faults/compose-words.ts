/** What the scripts that break system `compose-shop` say. */
export const composeWords = `
cd /srv/shop
API=shop-api-1
compose() { docker compose "$@" >>/tmp/compose.log 2>&1 || true; }
again() { compose up -d api; }
state_is() { wait_for "[ \\"\\$(docker inspect -f {{.State.Status}} $1)\\" = $2 ]"; }
health_is() { wait_for "[ \\"\\$(docker inspect -f {{.State.Health.Status}} $1)\\" = $2 ]"; }
restarted() { wait_for "[ \\$(docker inspect -f {{.RestartCount}} $1) -ge $2 ]"; }
outside() { curl -s -o /dev/null -m "\${2:-8}" -w '%{http_code}' -H 'Host: store.example.test' "http://127.0.0.1$1" || true; }
gives() { wait_for "[ \\$(curl -s -o /dev/null -m 8 -w '%{http_code}' -H 'Host: store.example.test' http://127.0.0.1$1) = $2 ]"; }
sql() { docker exec -i shop-db-1 mariadb -S /tmp/mysqld.sock -e "$1"; }
# has NAME LINE: one more line for a service of the file; release INSTRUCTION: a new image under the same tag, deployed
has() { sed -i "s|^  $1:$|  $1:\\n    $2|" compose.yaml; }
build() { { echo 'FROM shop-api:1.4'; cat; } | DOCKER_BUILDKIT=0 docker build -q -t shop-api:1.4 - >/dev/null; }
release() { build; again; }
settled() { sleep 5; gives /api/items 200; health_is $API healthy; }
`;
