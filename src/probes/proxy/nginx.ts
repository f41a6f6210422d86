import { quote } from '#base/quote.ts';
import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { seesThrough, throughAsk } from './through-proxy.ts';
import { readNginxConfig } from './nginx-config.ts';
import { nginxErrors, ownErrorLogs } from './nginx-errors.ts';
import { compareUpstream } from './nginx-mismatch.ts';
import { findRoute } from './nginx-route.ts';
import type { Seen, Target } from '../probe.ts';
import { keyValues } from '#runtimes/systemd.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { tailOf } from '../read-as.ts';
import { elevate, lines, printed, shell, sudoRefused } from '../shell.ts';

export type NginxAsks = { config: ShellAsk; state: ShellAsk; errors: ShellAsk; through: ShellAsk };
export type NginxAnswers = { readonly [Name in keyof NginxAsks]: ShellAnswer };

/** nginx lives in a directory that only root has on its path. */
const findNginx = 'PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/local/nginx/sbin;';

export function nginxAsks(service: Service): NginxAsks {
  const site = quote(service.proxy?.nginx ?? '');
  return {
    // A configuration that fails its test is not dumped: then the files are read one by one.
    config: shell(
      `${findNginx} ${elevate}
command -v nginx >/dev/null || { echo resus-no-nginx; exit; }
[ ! -e ${site} ] || echo resus-site-exists
o=$($s nginx -T 2>&1 | head -c 400000); printf '%s\\n' "$o"
case $o in *'# configuration file '*) ;; *)
for f in /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf /etc/nginx/sites-enabled/*; do [ ! -r "$f" ] || { printf '# configuration file %s:\\n' "$f"; head -c 65536 "$f"; echo; }; done;; esac
${ownErrorLogs('"$o"')}`,
      10_000,
    ),
    state: shell(
      'systemctl show -p LoadState,ActiveState,SubState,Result,ExecMainStatus,MainPID nginx.service 2>/dev/null; [ -r /run/nginx.pid ] && read -r p </run/nginx.pid && [ -d "/proc/$p" ] && echo "Pid=$p"; :',
    ),
    errors: shell(
      `date '+resus-now %Y/%m/%d %H:%M:%S'
for f in /var/log/nginx/*error*.log; do [ -e "$f" ] || continue; echo "resus-file $f"; { ${tailOf(service.name, '"$f"')}; } 2>&1 | tail -c 40000; done`,
    ),
    through: throughAsk(service),
  };
}

export function readNginx(answers: NginxAnswers, { service, signatures }: Target): Seen {
  const [config = '', ownErrors = ''] = (printed(answers.config) ?? '').split(/^resus-error-logs$/m);
  if (/^resus-no-nginx$/m.test(config)) return absent();
  const refused = sudoRefused(config);
  const publicUrl = new URL(service.public?.url ?? 'http://localhost/');
  const state = readState(printed(answers.state) ?? '');
  const test = refused ? {} : testOf(config);
  const { directives, files } = readNginxConfig(config);
  const wanted = {
    host: publicUrl.hostname,
    port: Number(publicUrl.port || (publicUrl.protocol === 'https:' ? 443 : 80)),
    path: publicUrl.pathname,
  };
  const route = files.length === 0 ? undefined : findRoute(directives, wanted);
  const site = service.proxy?.nginx ?? '';
  const enabled = files.length === 0 ? undefined : files.some((file) => sameSite(file, site));
  const through = seesThrough(answers.through, service);
  const upstream =
    route?.upstreams.find((each) => compareUpstream(each, service).matches !== true) ?? route?.upstreams[0];
  const compared = (route?.upstreams ?? []).map((each) => compareUpstream(each, service));
  const matches = compared.some(({ matches }) => matches === true)
    ? true
    : compared.some(({ matches }) => matches === undefined)
      ? undefined
      : compared.length > 0
        ? false
        : undefined;
  const mismatch = matches === false ? compared[0]?.mismatch : undefined;
  const logText = printed(answers.errors);
  const logsReadable = logText !== undefined && !sudoRefused(logText);
  const errors = nginxErrors(
    `${logText ?? ''}\n${ownErrors}`,
    service.public === undefined ? undefined : publicUrl.hostname,
    signatures,
  );
  const last = errors.at(-1);

  const evidence: Evidence[] = [];
  if (state.active !== undefined)
    evidence.push(quoted('systemctl show nginx', state.quote, 'active', 'activeState'));
  if (test.quote !== undefined)
    evidence.push(quoted('nginx -t', test.quote, 'configOk', 'configError', 'configErrorFile'));
  if (route !== undefined) {
    const told =
      route.pass === undefined
        ? `${route.server.file}:${route.server.line} server ${nameOf(route.server.block)}${route.returns === undefined ? '' : `: return ${route.returns}`}`
        : `${route.pass.file}:${route.pass.line}\n${route.pass.name} ${route.pass.words.join(' ')};${upstream === undefined ? '' : `\n→ ${upstream.raw}`}`;
    evidence.push(
      quoted(
        'nginx -T',
        told,
        'serving',
        'upstream',
        'upstreams',
        'upstreamHost',
        'upstreamPort',
        'upstreamSocket',
        'upstreamScheme',
        'upstreamMatchesListen',
        'upstreamMismatch',
        'site',
        'serverMatch',
        'serverName',
        'location',
        'returns',
      ),
    );
  }
  if (enabled === false)
    evidence.push(
      quoted('nginx -T', `loaded: ${files.slice(0, 12).join(', ')}`, 'siteEnabled', 'serving', 'siteExists'),
    );
  if (last !== undefined)
    evidence.push(
      quoted(
        last.file,
        last.line,
        'errorSignature',
        'errorUpstream',
        'errorUpstreamPort',
        'errorAgeS',
        'errorCount',
      ),
    );
  evidence.push(...through.evidence);

  const serving =
    route === undefined
      ? undefined
      : route.pass !== undefined && (route.match !== 'default' || enabled !== false);
  const bad =
    state.active === false ||
    test.ok === false ||
    serving === false ||
    matches === false ||
    enabled === false ||
    through.gatewayError === true;
  const seen = files.length > 0 || test.ok !== undefined || state.active !== undefined;
  if (!seen && refused) return notSeen('proxy', needsSudo('nginx -T'), evidence);
  const facts = known({
    kind: 'nginx',
    installed: true,
    active: state.active,
    activeState: state.state,
    configOk: test.ok,
    configError: test.error,
    configErrorFile: test.file,
    serving,
    serverMatch: route?.match,
    serverName: route === undefined ? undefined : nameOf(route.server.block),
    site: route?.server.file,
    siteEnabled: enabled,
    siteExists: refused && files.length === 0 ? undefined : /^resus-site-exists$/m.test(config),
    location: route?.location?.words.join(' '),
    returns: route?.returns,
    upstream: upstream?.raw,
    upstreams:
      route === undefined || route.upstreams.length < 2 ? undefined : route.upstreams.map(({ raw }) => raw),
    upstreamScheme: upstream?.scheme,
    upstreamHost: upstream?.host,
    upstreamPort: upstream?.port,
    upstreamSocket: upstream?.socket,
    upstreamMatchesListen: matches,
    upstreamMismatch: mismatch,
    errorSignature: last?.signature,
    errorUpstream: last?.upstream,
    errorUpstreamPort: portOf(last?.upstream),
    errorAgeS: last?.ageS,
    errorCount: logsReadable || errors.length > 0 ? errors.length : undefined,
    ...through.facts,
    logsReadable,
  });
  return {
    probe: 'proxy',
    status: bad ? 'bad' : seen ? (route === undefined && refused ? 'unknown' : 'ok') : 'unknown',
    facts,
    evidence,
    says: saysProxy(facts, refused),
  };
}

function absent(): Seen {
  return {
    probe: 'proxy',
    status: 'bad',
    facts: { kind: 'nginx', installed: false, active: false },
    evidence: [quoted('command -v nginx', 'nginx is not on this host', 'installed', 'active')],
    says: { en: 'nginx is not on this host', fr: 'nginx n’est pas sur cet hôte' },
  };
}

function readState(text: string): { active?: boolean; state?: string; quote: string } {
  const values = keyValues(text);
  const state = values.get('ActiveState');
  const loaded = values.get('LoadState') === 'loaded';
  // Started by hand, it runs although systemd knows nothing of it.
  const running = values.has('Pid');
  const shown = lines(text).join('\n');
  if (state === undefined && !running) return { quote: shown };
  return {
    active: running || (loaded && (state === 'active' || state === 'reloading')),
    state: running && !loaded ? 'active' : (state ?? 'active'),
    quote: shown,
  };
}

/** `syntax is ok` may stand before `test failed`: only the last word counts. Missing rights are no broken config. */
function testOf(text: string): { ok?: boolean; error?: string; file?: string; quote?: string } {
  // Before the configuration is read nginx writes "nginx: [emerg] …", after that as in its log.
  const messages = lines(text).filter((line) => /^nginx: |^[\d/]+ [\d:]+ \[\w+\] \d+#\d+: /.test(line));
  const quote = messages.slice(-4).join('\n');
  if (messages.some((line) => /test is successful/.test(line))) return { ok: true, quote };
  const fault = messages.find((line) => /\[emerg\]|\[crit\]/.test(line));
  if (fault === undefined || /\(13: [^)]*\)/.test(fault)) return {};
  const file = / in (\/\S+:\d+)/.exec(fault)?.[1];
  return {
    ok: false,
    error: fault.replace(/^(?:nginx: |[\d/]+ [\d:]+ )\[\w+\] (?:\d+#\d+: )?/, ''),
    quote,
    ...(file === undefined ? {} : { file }),
  };
}

/** sites-enabled/x is a link to sites-available/x: either may be what the catalog names. */
function sameSite(file: string, site: string): boolean {
  return (
    file === site ||
    file.replace('/sites-enabled/', '/sites-available/') ===
      site.replace('/sites-enabled/', '/sites-available/')
  );
}

function nameOf(block: readonly { name: string; words: readonly string[] }[] | undefined): string {
  return block?.find(({ name }) => name === 'server_name')?.words.join(' ') ?? '_';
}

function portOf(url: string | undefined): number | undefined {
  const port = /^\w+:\/\/(?:\[[^\]]*\]|[^:/]*):(\d+)/.exec(url ?? '')?.[1];
  return port === undefined ? undefined : Number(port);
}

function saysProxy(facts: Seen['facts'], refused: boolean): Seen['says'] {
  if (facts['configOk'] === false)
    return {
      en: 'the configuration of nginx is broken: {configError}',
      fr: 'la configuration de nginx est invalide : {configError}',
      with: facts,
    };
  if (facts['active'] === false) return { en: 'nginx is not running', fr: 'nginx ne tourne pas' };
  if (facts['siteEnabled'] === false)
    return {
      en: 'the site is not among the files nginx loads',
      fr: 'le site n’est pas parmi les fichiers chargés par nginx',
    };
  if (facts['upstreamMatchesListen'] === false)
    return {
      en: 'nginx sends requests to {upstream}, where the service does not listen',
      fr: 'nginx envoie les requêtes à {upstream}, où le service n’écoute pas',
      with: facts,
    };
  if (facts['serving'] === false)
    return {
      en: 'nginx does not pass this address on to a service',
      fr: 'nginx ne transmet pas cette adresse à un service',
    };
  if (facts['throughGatewayError'] === true)
    return {
      en: 'through nginx the answer is {throughStatus}',
      fr: 'à travers nginx la réponse est {throughStatus}',
      with: facts,
    };
  if (refused && facts['upstream'] === undefined) return needsSudo('nginx -T');
  return {
    en: 'nginx runs and passes requests to {upstream}',
    fr: 'nginx tourne et transmet les requêtes à {upstream}',
    with: facts,
  };
}
