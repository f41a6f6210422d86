import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { asDocker } from '#runtimes/container.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';

/** The container that a need runs in, as the engine tells it from where the service's own container stands. */
export type Peer = {
  /** They share a network, so that names and ports reach from one to the other. */
  readonly isShared: boolean;
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly networks: string;
  readonly ownNetworks: string;
};

/** Shell text that prints the container of a service that runs in one; undefined for all other ways to run. */
export function containerOf(service: Service): string | undefined {
  return runtimeOf(service).container?.(service);
}

/** One line for each network of each container: id, name, state, health, network, address, aliases. */
const rows =
  '{{$c := .}}{{range $n, $e := .NetworkSettings.Networks}}{{$c.ID}} {{$c.Name}} {{$c.State.Status}} {{with $c.State.Health}}{{.Status}}{{else}}-{{end}} {{$n}} {{with $e.IPAddress}}{{.}}{{else}}-{{end}} ,{{range $e.Aliases}}{{.}},{{end}}{{println}}{{end}}';

/** Which container answers to the name `h`, seen from the container `c`. The default bridge knows no names. */
const resolve = `
function note(list, net) { return index("," list ",", "," net ",") ? list : (list == "" ? net : list "," net) }
{ name = substr($2, 2); own = ($1 == c || name == c) }
own { mine[$5] = 1; ours = note(ours, $5) }
!own && (name == h || index($7, "," h ",") || name == u) {
  n++; names[n] = name; states[n] = $3; healths[n] = $4; nets[n] = $5; addresses[n] = $6; all[name] = note(all[name], $5)
  known[n] = name == h || index($7, "," h ",") > 0
}
function tell(how, k) { print how, names[k], states[k], healths[k], all[names[k]], (ours == "" ? "-" : ours), addresses[k]; exit }
END {
  if (ours == "host") exit
  for (k = 1; k <= n; k++) if (names[k] == u && ours == "") tell("shared", k)
  if (ours == "") exit
  for (k = 1; k <= n; k++) if (mine[nets[k]]) { joined = 1; if (known[k] && (nets[k] != "bridge" || byName) && (!best || states[k] == "running")) best = k }
  if (best) tell("shared", best)
  if (n && !joined) tell("apart", 1)
}`;

/**
 * Sets `t` to the address under which the host reaches the container that the service calls `$h`, and prints what the
 * engine says of it as `resus-peer …`. `c` is the service's own container; empty when it runs in none.
 */
export function peerCommand(container: string, unit: string, isNamed: boolean): string {
  return `${asDocker} c=$(${container}); t=; k=$([ -z "$c" ] || $s docker ps -aq --no-trunc 2>/dev/null | xargs -r $s docker inspect --type container --format ${quote(rows)} 2>/dev/null |
awk -v c="$c" -v h="$h" -v u=${quote(unit)} -v byName=${isNamed ? 1 : 0} ${quote(resolve)})
if [ -n "$k" ]; then t=\${k##* }; echo "resus-peer \${k% *}"; set -- $k; n=$2; case $1 in apart) t=-;; esac; fi
[ -n "$c$t" ] || { echo resus-no-container; exit; }`;
}

/**
 * Says the same to the need as elsewhere, but from where the service stands: past the host to the container's address;
 * where that brings nothing, or the name is no container's, from inside the service's own container. What the need's
 * container said last is told when it did not answer. Needs `c`, `t`, `n`, `h`, `p` and the login's variables.
 */
export function talkFromContainer(words: string, timeoutS: number): string {
  const cut = "2>&1 | tr -d '\\0' | head -c 4096";
  return `export RU RW RD; o=
case $t in -|'') ;; *) o=$(timeout ${timeoutS} bash -c ${quote(words)} "$t" "$p" ${cut});; esac
case $t$o in *resus-open*|-) ;; *) x=$([ -z "$c" ] || timeout ${timeoutS + 2} $s docker exec -e RU -e RW -e RD "$c" timeout ${timeoutS} bash -c ${quote(words)} "$h" "$p" ${cut})
case $x in *'OCI runtime'*|*'is not running'*|*'is paused'*|*'No such container'*|*'executable file not found'*|*'not allowed to execute'*) x=;; esac
[ -z "$x" ] || o=$x; [ -n "$x$t" ] || o=$(timeout ${timeoutS} bash -c ${quote(words)} "$h" "$p" ${cut});; esac
printf '%s\\n' "$o"
case $o in *resus-open*) ;; *) [ -z "$n" ] || { echo resus-log; $s docker logs --since 10m --tail 15 "$n" 2>&1 | tail -c 3000; };; esac`;
}

export function peerIn(text: string): Peer | undefined {
  const [, how, name = '', state = '', health = '-', networks = '', ownNetworks = ''] =
    /^resus-peer (shared|apart) (\S+) (\S+) (\S+) (\S+) (\S+)$/m.exec(text) ?? [];
  if (how === undefined) return undefined;
  return {
    isShared: how === 'shared',
    name,
    state,
    networks,
    ownNetworks,
    ...(health === '-' ? {} : { health }),
  };
}

/** What its container printed last, and what was told before that. */
export function withoutLog(text: string): { readonly told: string; readonly log: string } {
  const [told = '', log = ''] = text.split(/^resus-log\n/m);
  return { told, log: log.trim() };
}
