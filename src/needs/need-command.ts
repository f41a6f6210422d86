import { quote } from '#base/quote.ts';
import type { Service } from '#catalog/catalog.ts';
import { asDocker } from '#runtimes/container.ts';
import { runtimeOf } from '#runtimes/runtimes.ts';
import type { Needed } from './need.ts';
import { connect } from './need-kind.ts';
import { needKindOf } from './need-kinds.ts';
import { containerOf, peerCommand, talkFromContainer } from './need-peer.ts';
import { unitCommand } from './need-unit.ts';

/** Longer than any healthy answer on a local network; a filtered port must not hold up the verdict. */
const needTimeoutS = 2;

/**
 * Asks a need from the service's host in its own protocol, with nothing but bash. A password is read there from where
 * the service has it, and reaches the other side through an environment variable: it is never printed, and is on no
 * command line.
 */
export function needCommand(need: Needed, service: Service): string {
  const unit = unitCommand(need);
  if (need.kind === 'worker')
    return [unit, celeryCommand(need, service)].filter((each) => each !== '').join('\n');
  const container = containerOf(service);
  const known = need.address === undefined ? '' : `h=${quote(need.address.host)}; p=${need.address.port}; `;
  const url =
    need.reference === undefined ? '' : urlCommand(need.reference, service, needKindOf(need.kind).port ?? 0);
  return [
    unit,
    `RU=${quote(need.user ?? '')} RW= RD=${quote(need.database ?? '')}; h= p=; ${known}`,
    url,
    'if [ -z "$h" ] || [ -z "$p" ]; then echo resus-no-address; exit; fi',
    container === undefined || !need.fromContainer
      ? 't= c= n='
      : peerCommand(container, need.unit?.name ?? '', need.isByUnit),
    'echo "resus-address $h:$p"',
    // Busybox's nc has no -z: then the words with which it fails tell, and silence means that it got through.
    'command -v bash >/dev/null || { a=${t:-$h}; e=$(nc -z -w 2 "$a" "$p" 2>&1); c=$?; case $e in *option*|*Usage*) e=$(timeout 2 nc -w 1 "$a" "$p" 2>&1 </dev/null >/dev/null); c=$?',
    'case $e in *option*|*Usage*|*not\\ found*) c=127;; ?*) c=1;; *) c=0;; esac;; esac; echo "resus-nc $c $e"; exit; }',
    container === undefined || !need.fromContainer
      ? `export RU RW RD; timeout ${needTimeoutS} bash -c ${quote(conversation(need))} "$h" "$p" 2>&1 | tr -d '\\0' | head -c 4096; echo`
      : talkFromContainer(conversation(need), needTimeoutS),
    'echo resus-end',
  ]
    .filter((each) => each !== '')
    .join('\n');
}

/** Sets h, p, RU, RW, RD from the URL behind `env:NAME` or `file:PATH` on the host. */
function urlCommand(reference: string, service: Service, port: number): string {
  const kind = reference.slice(0, reference.indexOf(':'));
  const name = reference.slice(kind.length + 1);
  const reader = runtimeOf(service);
  const pid = reader.mainPid(service);
  const container = reader.container?.(service);
  // The value stays on the host: one variable is picked there, and never printed.
  const fromContainer =
    container === undefined
      ? ''
      : `[ -n "$v" ] || { ${asDocker} v=$($s docker inspect --type container --format '{{range .Config.Env}}{{println .}}{{end}}' "$(${container})" | sed -n 's/^${name}=//p' | head -n 1); }\n`;
  const file = service.env?.file;
  const fromFile =
    file === undefined
      ? ''
      : `[ -n "$v" ] || v=$(sed -n 's/^\\(export \\)\\{0,1\\}${name}=//p' ${quote(file)} 2>/dev/null | tail -n 1)`;
  const value =
    kind === 'file'
      ? `v=$(head -n 1 ${quote(name)} 2>/dev/null)`
      : `m=$(${pid}); v=$(tr '\\0' '\\n' 2>/dev/null <"/proc/\${m:-0}/environ" | sed -n 's/^${name}=//p' | head -n 1)\n${fromContainer}${fromFile}`;
  return `{ ${value}
} 2>/dev/null
v=\${v#[\\"\\']}; v=\${v%[\\"\\']}
case $v in *://*) ;; *) echo resus-no-value;; esac
case $v in *+srv://*) echo resus-srv;; rediss://*|amqps://*) echo resus-tls;; esac
case $v in *://*) u=\${v#*://}; u=\${u%%[?#]*}; a=; case $u in *@*) a=\${u%@*}; u=\${u##*@};; esac
case $u in */*) RD=\${u#*/};; esac; u=\${u%%/*}; u=\${u%%,*}; case $u in *:*) h=\${u%:*}; p=\${u##*:};; *) h=$u; p=${port};; esac
case $a in *:*) RU=\${a%%:*}; RW=\${a#*:};; ?*) RU=$a;; esac;; esac; v=; a=; u=`;
}

/** What is said to the other side once connected: bash, `$0` the host, `$1` the port. */
function conversation({ kind }: Needed): string {
  const { talk = '', conversation: whole } = needKindOf(kind);
  return whole ?? `${connect} ${talk}`;
}

/** Celery's own ping goes over the broker and back: it proves the broker too. */
function celeryCommand({ celery }: Needed, service: Service): string {
  if (celery === undefined || service.deploy?.venv === undefined) return '';
  return `cd ${quote(service.deploy.dir)} && timeout 5 ${quote(`${service.deploy.venv}/bin/celery`)} -A ${quote(celery)} inspect ping -t 2 2>&1 | tail -n 5; :`;
}
