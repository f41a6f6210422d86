import { type Fields, fieldsOf, textOf, shown } from '#base/fields.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
import type { Evidence } from '#catalog/observation.ts';
import { quoted } from '../make-observation.ts';
import { publicHost } from './answer.ts';
import { ageOf, type PlatformFacts, timeOf } from './facts.ts';
import { coolifyStatus } from './status.ts';

export type PlatformReading = { readonly facts: PlatformFacts; readonly evidence: readonly Evidence[] };

/** The row of an application: what Coolify believes of it, and how it was set up. */
export function readApplication(body: unknown, service: Service, now: number): PlatformReading {
  const app = fieldsOf(body);
  const text = textOf(app['status']) ?? '';
  const { state, word, health } = coolifyStatus(text);
  const restarts = numberOf(app['restart_count']);
  const maxRestarts = numberOf(app['max_restart_count']);
  const crashed = app['last_restart_type'] === 'crash';
  const gaveUp =
    word === 'exited' &&
    crashed &&
    maxRestarts !== undefined &&
    maxRestarts > 0 &&
    (restarts ?? 0) >= maxRestarts;
  const routes = routesOf(textOf(app['fqdn']));
  const host = publicHost(service);
  const route = routes.find((one) => one.host === host);
  const ports = (textOf(app['ports_exposes']) ?? '')
    .split(',')
    .flatMap((port) => (/^\d+$/.test(port.trim()) ? [Number(port)] : []));
  const pin = textOf(app['git_commit_sha']);
  const serverReachable = typeof app['server_status'] === 'boolean' ? app['server_status'] : undefined;
  const repository = textOf(app['git_repository']);
  return {
    facts: {
      kind: 'coolify',
      name: textOf(app['name']),
      found: true,
      status: text || undefined,
      // What Coolify last saw of a server it has lost says nothing about now.
      state: serverReachable === false ? undefined : state,
      health: serverReachable === false ? undefined : health,
      restarts,
      maxRestarts,
      gaveUp,
      serverReachable,
      lastOnlineAgeS: ageOf(app['last_online_at'], now),
      buildPack: textOf(app['build_pack']),
      branch: textOf(app['git_branch']),
      pinned: pin === undefined ? undefined : pin !== 'HEAD',
      domains: routes.length > 0 ? routes.map((one) => one.host) : undefined,
      // A compose stack keeps its domains elsewhere.
      hasPublicDomain:
        host === undefined || app['build_pack'] === 'dockercompose' ? undefined : route !== undefined,
      exposesWeb: app['build_pack'] === 'dockercompose' ? undefined : routes.length > 0,
      httpPort: route?.port ?? ports[0],
      ports: ports.length > 0 ? ports.map(String) : undefined,
      https: route?.isHttps,
      healthCheck: typeof app['health_check_enabled'] === 'boolean' ? app['health_check_enabled'] : undefined,
      healthCheckPath: app['health_check_enabled'] === true ? textOf(app['health_check_path']) : undefined,
      memoryLimitBytes: bytesOf(textOf(app['limits_memory'])),
      cpuLimit: numberOf(app['limits_cpus']) || undefined,
    },
    evidence: [
      quoted(
        `Coolify: ${textOf(app['name']) ?? runsAs(service).name}`,
        keysOf(app, [
          'status',
          'restart_count',
          'max_restart_count',
          'last_restart_type',
          'last_restart_at',
          'last_online_at',
          'server_status',
        ]),
        'status',
        'state',
        'health',
        'restarts',
        'maxRestarts',
        'gaveUp',
        'serverReachable',
        'lastOnlineAgeS',
      ),
      quoted(
        `Coolify: ${textOf(app['name']) ?? runsAs(service).name}`,
        keysOf(app, [
          'fqdn',
          'ports_exposes',
          'health_check_enabled',
          'health_check_path',
          'limits_memory',
          'limits_cpus',
        ]),
        'domains',
        'hasPublicDomain',
        'exposesWeb',
        'httpPort',
        'ports',
        'https',
        'healthCheck',
        'healthCheckPath',
        'memoryLimitBytes',
        'cpuLimit',
      ),
      quoted(
        `Coolify: ${textOf(app['name']) ?? runsAs(service).name}`,
        `${keysOf(app, ['build_pack', 'git_branch', 'git_commit_sha'])}${repository === undefined ? '' : `\ngit_repository=${repository}`}`,
        'buildPack',
        'branch',
        'pinned',
      ),
    ],
  };
}

/** A crash within these minutes is still going on. */
const freshCrashMs = 5 * 60_000;

export function crashesNow(body: unknown, now: number): boolean {
  const app = fieldsOf(body);
  const at = timeOf(app['last_restart_at']);
  return (
    app['last_restart_type'] === 'crash' &&
    at !== undefined &&
    now - at < freshCrashMs &&
    (numberOf(app['restart_count']) ?? 0) >= 2
  );
}

/** `https://api.example.test:3000`: the port is the container's, not the one users see. */
function routesOf(fqdn: string | undefined): { host: string; port: number | undefined; isHttps: boolean }[] {
  return (fqdn ?? '').split(',').flatMap((each) => {
    const url = each.trim();
    if (!URL.canParse(url)) return [];
    const { hostname, port, protocol } = new URL(url);
    return [{ host: hostname, port: port === '' ? undefined : Number(port), isHttps: protocol === 'https:' }];
  });
}

const units: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Docker's way of writing sizes; 0 is no limit. */
function bytesOf(text: string | undefined): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([bkmg]?)b?$/i.exec(text?.trim() ?? '') ?? [];
  const bytes = amount === undefined ? 0 : Number(amount) * (units[unit.toLowerCase()] ?? 1);
  return bytes > 0 ? Math.round(bytes) : undefined;
}

function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && value !== ''
        ? Number(value)
        : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function keysOf(app: Fields, keys: readonly string[]): string {
  return keys.flatMap((key) => (app[key] === undefined ? [] : [`${key}=${shown(app[key])}`])).join('\n');
}
