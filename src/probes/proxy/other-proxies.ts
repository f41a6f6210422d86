import { quote } from '#base/quote.ts';
import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence } from '#catalog/observation.ts';
import { readApacheSite, readCaddySite } from './other-proxy-config.ts';
import { otherProxyErrors } from './other-proxy-errors.ts';
import { compareUpstream } from './nginx-mismatch.ts';
import type { Seen, Target } from '../probe.ts';
import { keyValues } from '#runtimes/systemd.ts';
import { known, needsSudo, notSeen, quoted } from '../make-observation.ts';
import { readAs, tailOf } from '../read-as.ts';
import { elevate, lines, printed, shell, sudoRefused } from '../shell.ts';
import { seesThrough, throughAsk } from './through-proxy.ts';

export type OtherProxy = 'apache' | 'caddy' | 'traefik';

type Way = { readonly units: string; readonly test?: string; readonly errors: string };

/** Apache is called apache2 on Debian and httpd elsewhere; Traefik is usually a container without a unit. */
const ways: Readonly<Record<OtherProxy, Way>> = {
  apache: {
    units: 'apache2.service httpd.service',
    test: '$s apachectl -t 2>&1 | head -n 20',
    errors:
      'for f in /var/log/apache2/*error*.log /var/log/httpd/*error*log; do [ -e "$f" ] || continue; { TAIL; } 2>&1 | tail -c 40000; done',
  },
  caddy: {
    units: 'caddy.service',
    test: '$s caddy validate --adapter caddyfile --config /etc/caddy/Caddyfile 2>&1 | tail -n 5',
    errors: '$s journalctl -u caddy -n 200 -a -o cat --no-pager 2>&1 | tail -c 40000',
  },
  traefik: { units: 'traefik.service', errors: ':' },
};

export function otherProxyOf(service: Service): OtherProxy | undefined {
  const { proxy } = service;
  return proxy?.apache !== undefined
    ? 'apache'
    : proxy?.caddy !== undefined
      ? 'caddy'
      : proxy?.traefik !== undefined
        ? 'traefik'
        : undefined;
}

export function otherProxyAsks(service: Service, kind: OtherProxy): Record<string, ShellAsk> {
  const way = ways[kind];
  const path = 'PATH=$PATH:/usr/sbin:/sbin:/usr/local/bin;';
  const site = siteOf(service, kind);
  return {
    state: shell(
      kind === 'traefik'
        ? `systemctl show -p LoadState,ActiveState traefik.service 2>/dev/null; s=; { [ -O / ] || [ -w /var/run/docker.sock ]; } || s='sudo -n'; $s docker ps -a --filter name=${quote(service.proxy?.traefik ?? 'traefik')} --format 'Container={{.Names}} {{.State}}' 2>/dev/null | head -n 1; :`
        : `${path} for u in ${way.units}; do systemctl show -p Id,LoadState,ActiveState,SubState,Result "$u" 2>/dev/null | tr '\\n' ' '; echo; done`,
    ),
    config: shell(
      `${path} ${elevate} ${way.test === undefined ? ':' : `echo resus-test; ${way.test}`}; echo resus-site; ${site === undefined ? ':' : `[ -e ${quote(site)} ] || echo resus-no-site; ${readAs(quote(site), `$a head -c 65536 ${quote(site)}`, `$s head -c 65536 ${quote(site)}`)} 2>&1`}`,
      10_000,
    ),
    errors: shell(
      `${elevate} for j in /var/log/journal/*/system.journal /run/log/journal/*/system.journal; do [ ! -r "$j" ] || [ ${kind} != caddy ] || s=; done; date '+resus-now %s %Y-%m-%dT%H:%M:%SZ'; ${way.errors.replace('TAIL', tailOf(service.name, '"$f"'))}`,
    ),
    through: throughAsk(service),
  };
}

function siteOf(service: Service, kind: OtherProxy): string | undefined {
  return kind === 'apache' ? service.proxy?.apache : kind === 'caddy' ? service.proxy?.caddy : undefined;
}

export function readOtherProxy(
  kind: OtherProxy,
  answers: Readonly<Record<string, ShellAnswer | undefined>>,
  { service, signatures }: Target,
): Seen {
  const state = stateOf(kind, printed(answers['state']) ?? '');
  const [, tested = '', siteText = ''] =
    /(?:^resus-test$([\s\S]*?))?^resus-site$([\s\S]*)/m.exec(printed(answers['config']) ?? '') ?? [];
  const test = testOf(kind, tested);
  const through =
    answers['through'] === undefined ? { facts: {}, evidence: [] } : seesThrough(answers['through'], service);
  const url = new URL(service.public?.url ?? 'http://localhost/');
  const site = siteOf(service, kind);
  const route = sudoRefused(siteText)
    ? undefined
    : kind === 'apache'
      ? readApacheSite(siteText, url.hostname, url.pathname)
      : kind === 'caddy'
        ? readCaddySite(siteText, url.hostname)
        : undefined;
  const compared = route?.upstream === undefined ? {} : compareUpstream(route.upstream, service);
  const error = otherProxyErrors(kind, printed(answers['errors']) ?? '', url.hostname, signatures).at(-1);
  const evidence: Evidence[] = [...through.evidence];
  if (state.quote !== '')
    evidence.push(quoted('systemctl show', state.quote, 'active', 'activeState', 'installed'));
  if (test.ok !== undefined)
    evidence.push(
      quoted(
        kind === 'apache' ? 'apachectl -t' : 'caddy validate',
        test.quote,
        'configOk',
        'configError',
        'configErrorFile',
      ),
    );
  if (route !== undefined && site !== undefined)
    evidence.push(
      quoted(
        site,
        route.line,
        'serving',
        'site',
        'upstream',
        'upstreamHost',
        'upstreamPort',
        'upstreamSocket',
        'upstreamScheme',
        'upstreamMatchesListen',
        'upstreamMismatch',
      ),
    );
  if (error !== undefined) evidence.push(quoted(`${kind} log`, error.line, 'errorSignature', 'errorAgeS'));
  const facts = known({
    kind,
    installed: state.installed,
    active: state.active,
    activeState: state.state,
    configOk: test.ok,
    configError: test.error,
    configErrorFile: test.file,
    siteExists: site === undefined ? undefined : !/^resus-no-site$/m.test(siteText),
    site: route === undefined ? undefined : site,
    serving: route === undefined ? undefined : route.upstream !== undefined,
    upstream: route?.upstream?.raw,
    upstreamScheme: route?.upstream?.scheme,
    upstreamHost: route?.upstream?.host,
    upstreamPort: route?.upstream?.port,
    upstreamSocket: route?.upstream?.socket,
    upstreamMatchesListen: compared.matches,
    upstreamMismatch: compared.mismatch,
    errorSignature: error?.signature,
    errorAgeS: error?.ageS,
    ...through.facts,
  });
  const bad =
    state.active === false ||
    test.ok === false ||
    compared.matches === false ||
    through.gatewayError === true;
  const seen = state.active !== undefined || test.ok !== undefined || facts['throughOutcome'] !== undefined;
  if (!seen) return notSeen('proxy', needsSudo(kind === 'apache' ? 'apachectl -t' : kind), evidence);
  return { probe: 'proxy', status: bad ? 'bad' : 'ok', facts, evidence, says: saysOther(kind, facts) };
}

function stateOf(
  kind: OtherProxy,
  text: string,
): { installed?: boolean; active?: boolean; state?: string; quote: string } {
  const container = /^Container=\S+ (\w+)$/m.exec(text)?.[1];
  const units = lines(text).map((line) => keyValues(line.replaceAll(/ (?=\w+=)/g, '\n')));
  const unit = units.find((values) => values.get('LoadState')?.trim() === 'loaded') ?? keyValues(text);
  const active = unit.get('ActiveState')?.trim();
  const quote =
    lines(text)
      .filter((line) => !line.includes('LoadState=not-found'))
      .join('\n') || text.trim();
  if (container !== undefined)
    return { installed: true, active: container === 'running', state: container, quote };
  if (unit.get('LoadState')?.trim() === 'loaded')
    return {
      installed: true,
      active: active === 'active' || active === 'reloading',
      ...(active === undefined ? {} : { state: active }),
      quote,
    };
  // A container may be invisible to this login; for the others no unit means not installed that way, not "not there".
  return kind === 'traefik' ? { quote: '' } : { quote };
}

function testOf(
  kind: OtherProxy,
  text: string,
): { ok?: boolean; error?: string; file?: string; quote: string } {
  const said = lines(text);
  const quote = said.slice(-3).join('\n');
  if (sudoRefused(text) || /not found|Permission denied|permission denied/.test(text)) return { quote };
  if (kind === 'apache' ? /^Syntax OK$/m.test(text) : /Valid configuration/.test(text))
    return { ok: true, quote };
  const fault = said.find((line) =>
    /Syntax error|AH\d{5}|^Error: |Invalid command|adapting config/.test(line),
  );
  if (fault === undefined) return { quote };
  const [, line, file] = /on line (\d+) of (\S+?):?$/.exec(fault) ?? [];
  const error = said
    .filter((each) => !/^Action |The Apache error log/.test(each))
    .join(' ')
    .slice(0, 300);
  return {
    ok: false,
    error,
    quote: said.join('\n'),
    ...(file === undefined ? {} : { file: `${file}:${line}` }),
  };
}

function saysOther(kind: OtherProxy, facts: Seen['facts']): Seen['says'] {
  if (facts['configOk'] === false)
    return {
      en: 'the configuration of {kind} is broken',
      fr: 'la configuration de {kind} est invalide',
      with: { kind },
    };
  if (facts['active'] === false)
    return { en: '{kind} is not running', fr: '{kind} ne tourne pas', with: { kind } };
  if (facts['upstreamMatchesListen'] === false)
    return {
      en: '{kind} sends requests to {upstream}, where the service does not listen',
      fr: '{kind} envoie les requêtes à {upstream}, où le service n’écoute pas',
      with: { kind, upstream: facts['upstream'] ?? '' },
    };
  if (facts['throughGatewayError'] === true)
    return {
      en: 'through {kind} the answer is {status}',
      fr: 'à travers {kind} la réponse est {status}',
      with: { kind, status: facts['throughStatus'] ?? '' },
    };
  return { en: '{kind} runs', fr: '{kind} tourne', with: { kind } };
}
