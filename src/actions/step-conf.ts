import { proxyLogs } from '#base/sudoers.ts';
import type { Service } from '#catalog/catalog.ts';
import { needDetail } from '#catalog/need.ts';
import { needKindOf } from '#needs/need-kinds.ts';
import { listensAt, runsAs } from '#catalog/run-kind.ts';
import { runsWith, runtimeOf } from '#runtimes/runtimes.ts';

/** Where a host keeps what the helper may do for a service: owner root, mode 0644. */
export function stepConfPath(service: string): string {
  return `/etc/resus/${service}.conf`;
}

/**
 * What the helper may touch for this service, as `key=value` lines; a key may stand several times. The helper refuses
 * every argument that these lines do not allow, so they are the whole power of a login that may run it.
 */
export function stepConf(service: Service): string {
  const { kind } = runsAs(service);
  const lines: (readonly [string, string | number | undefined])[] = [
    ['service', service.name],
    ['kind', kind],
    ...runtimeOf(service).helperSettings(service),
    ...listening(service),
    ...proxied(service),
    ['app_user', appUser(service)],
    ['dir', service.deploy?.dir ?? runtimeOf(service).home(service).dir],
    ['venv', service.deploy?.venv],
    ['manage', service.deploy?.manage],
    ['branch', service.deploy === undefined ? undefined : (service.deploy.branch ?? 'main')],
    ['env_file', service.env?.file],
    ...variables(service).map((one) => ['env_name', one] as const),
    ...paths(service),
    ...equals(service).map((one) => ['env_equal', one] as const),
    ...shownLogs(service).map((log) => ['log', log] as const),
    ...safePlaces(service).map((place) => ['safe_place', place] as const),
    ...bootUnits(service).map((unit) => ['boot_unit', unit] as const),
    ...database(service),
  ];
  return lines.map(([key, value]) => (value === undefined ? '' : `${key}=${value}\n`)).join('');
}

/**
 * The helper for a login that is root: fed to `sh -s -- SERVICE OPERATION …` over standard input with the settings in
 * it, so that nothing has to be installed. Not for `set-env`, whose value comes on standard input: that one needs the
 * installed helper whoever runs it.
 */
export function stepScript(helper: string, service: Service): string {
  const [before, after, ...more] = helper.split(noSettings);
  if (before === undefined || after === undefined || more.length > 0)
    throw new TypeError('the helper must have exactly one place for its settings');
  // A JSON text is a Python literal. The shell only hands the program on: it reads the whole of it before Python starts.
  const program = `${before}EMBEDDED_SETTINGS = ${JSON.stringify(stepConf(service))}${after}`;
  return `for python in ${pythons.join(' ')}; do [ ! -x "$python" ] || break; done
[ -x "$python" ] || { echo 'Refused: resus-step needs Python 3 as ${pythons[0]}: install the package python3 of this host. Nothing was changed.'; exit 69; }
exec "$python" -I -S -B - "$@" <<'${programEnd}'
${program}
${programEnd}
`;
}

const noSettings = /^EMBEDDED_SETTINGS = None$/m;
const programEnd = 'END OF RESUS-STEP';

/** Where Debian, Ubuntu and their like keep Python, then Red Hat's own; the installed helper looks at the same places. */
const pythons = ['/usr/bin/python3', '/usr/libexec/platform-python'] as const;

function appUser(service: Service): string | undefined {
  return service.deploy?.user ?? runtimeOf(service).home(service).user;
}

function listening(service: Service): [string, string | number][] {
  const at = listensAt(service);
  if (at === undefined) return [];
  if ('socket' in at) return [['upstream', `unix:${at.socket}`]];
  return [
    ['port', at.port],
    ['upstream', upstreamOf(service) ?? ''],
  ];
}

/**
 * The address to which a proxy on the same host sends requests; undefined for a socket, whose address is its path.
 */
export function upstreamOf(service: Service): string | undefined {
  const at = listensAt(service);
  if (at === undefined || 'socket' in at) return undefined;
  const any = ['*', '0.0.0.0', '::', 'localhost'].includes(at.address);
  const host = any ? '127.0.0.1' : at.address.includes(':') ? `[${at.address}]` : at.address;
  return `${host}:${at.port}`;
}

/** The proxies whose files the helper edits; the others are configured by labels or by their platform. */
const editedProxies = ['nginx', 'apache', 'caddy'] as const;

function proxied({ proxy }: Service): [string, string][] {
  return editedProxies.flatMap((kind): [string, string][] => {
    const file = proxy?.[kind];
    return file === undefined
      ? []
      : [
          ['proxy_kind', kind],
          ['proxy_file', file],
        ];
  });
}

function variables({ env }: Service): string[] {
  return [...new Set([...(env?.required ?? []), ...Object.keys(env?.equals ?? {})])];
}

/** What the catalog wants a variable to be is no secret: the probes tell whether it is so. */
function equals({ env }: Service): string[] {
  return Object.entries(env?.equals ?? {}).flatMap(([name, value]) =>
    value.includes('\n') ? [] : [`${name}=${value}`],
  );
}

/** What probes may be shown of: the service's own logs, and the errors of its proxy. */
function shownLogs({ logs, proxy }: Service): string[] {
  const proxies = [
    ...(proxy?.nginx === undefined ? [] : [proxyLogs.nginx]),
    ...(proxy?.apache === undefined ? [] : [proxyLogs.apache]),
  ];
  return [...new Set([...logs.filter((log) => log !== 'journal'), ...proxies])];
}

/** `OWNER:RULE:PATH`. The file of variables is everybody's secret, whether or not it is among the paths. */
function paths(service: Service): [string, string][] {
  const user = appUser(service);
  const named = service.paths.flatMap(({ path, owner, writable }) => {
    const who = owner ?? user;
    return who === undefined ? [] : [`${who}:${writable === true ? 'writable' : 'readable'}:${path}`];
  });
  const at = listensAt(service);
  const socket = at !== undefined && 'socket' in at ? [`${user ?? ''}:socket:${at.socket}`] : [];
  const secret =
    service.env?.file === undefined || user === undefined ? [] : [`${user}:secret:${service.env.file}`];
  return [...named, ...secret, ...socket].map((rule) => ['path', rule]);
}

/** A directory right under the root is too much to clean in, whatever it is called. */
const deepEnough = /^\/[^/]+\/[^/]+/;

/** Where its own logs are rotated. */
export function logDirs({ logs }: Service): string[] {
  const dirs = logs.filter((log) => log !== 'journal').map((log) => log.slice(0, log.lastIndexOf('/')));
  return [...new Set(dirs.filter((dir) => deepEnough.test(dir)))];
}

function safePlaces(service: Service): string[] {
  return [
    'journal',
    'apt',
    ...(appUser(service) === undefined ? [] : ['tmp']),
    ...(runsWith(service, ['engine']) ? ['docker'] : []),
    ...logDirs(service),
  ];
}

const proxyUnits = { nginx: 'nginx', apache: 'apache2', caddy: 'caddy' } as const;

function bootUnits(service: Service): string[] {
  const own = runtimeOf(service).bootUnit(service);
  const proxies = editedProxies.flatMap((each) =>
    service.proxy?.[each] === undefined ? [] : [proxyUnits[each]],
  );
  const needs = service.needs.flatMap((need) => {
    const { unit, host } = needDetail(need).detail;
    return unit !== undefined && isHere(host, service) ? [unit] : [];
  });
  return [...new Set([...(own === undefined ? [] : [own]), ...proxies, ...needs])];
}

function database(service: Service): [string, string][] {
  for (const need of service.needs) {
    const { kind, detail } = needDetail(need);
    const found = needKindOf(kind).database?.(detail);
    if (found === undefined || !isHere(detail.host, service)) continue;
    return [
      ['database', found.name],
      ['database_user', found.user],
    ];
  }
  return [];
}

function isHere(host: string | undefined, service: Service): boolean {
  return host === undefined || service.hosts.includes(host);
}
