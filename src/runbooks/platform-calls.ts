import type { Phrase } from '#base/phrase.ts';
import type { Service } from '#services/catalog.ts';
import { runsAs } from '#services/run-kind.ts';
import { fillWord, type Params } from './params.ts';
import type { PlatformCall } from './plan.ts';

type Calls = { readonly calls: readonly PlatformCall[] } | { readonly refused: Phrase };
export type PlatformContext = {
  readonly service: Service;
  readonly params: Params;
  readonly platformUrl: string | undefined;
};
type Values = Readonly<Record<string, string>>;
type Call = Omit<PlatformCall, 'platform' | 'url'>;

/** What an operation is for Coolify's API (4.x). A name in the path is resolved to the uuid by whoever calls. */
function coolify(op: string, app: string, values: Values): readonly Call[] | undefined {
  const at = `/api/v1/applications/${encodeURIComponent(app)}`;
  const follow = 'coolify_deployment';
  switch (op) {
    case 'start':
    case 'restart':
      return [{ method: 'POST', path: `${at}/${op}`, follow }];
    case 'stop':
      // By default it prunes the images that a rollback would need.
      return [{ method: 'POST', path: `${at}/stop?docker_cleanup=false` }];
    case 'redeploy':
      return [{ method: 'POST', path: `/api/v1/deploy?uuid=${encodeURIComponent(app)}`, follow }];
    case 'rollback':
      return given(values['commit'], (commit) => [
        { method: 'POST', path: `${at}/rollback`, body: { commit }, follow },
      ]);
    case 'set-port':
      return given(values['port'], (port) => [
        { method: 'PATCH', path: at, body: { ports_exposes: port } },
        { method: 'POST', path: `/api/v1/deploy?uuid=${encodeURIComponent(app)}`, follow },
      ]);
    case 'set-memory':
      return given(values['size'], (size) => [
        { method: 'PATCH', path: at, body: { limits_memory: size.toLowerCase() } },
        { method: 'POST', path: `/api/v1/deploy?uuid=${encodeURIComponent(app)}`, follow },
      ]);
    case 'set-env':
      return given(values['name'], (key) => [
        {
          method: 'PATCH',
          path: `${at}/envs`,
          body: { key, value: { reference: values['value'] ?? '' }, is_preview: false },
        },
        { method: 'POST', path: `${at}/restart`, follow },
      ]);
    default:
      return undefined;
  }
}

/** What it is for CapRover's (1.15 and later: only there an update may be partial, so that nothing else is reset). */
function caprover(op: string, appName: string, values: Values): readonly Call[] | undefined {
  const update = (change: Record<string, unknown>): readonly Call[] => [
    { method: 'PATCH', path: '/api/v2/user/apps/appDefinitions/update', body: { appName, ...change } },
  ];
  switch (op) {
    case 'restart':
      return update({});
    case 'start':
      return update({ instanceCount: 1 });
    case 'stop':
      return update({ instanceCount: 0 });
    case 'set-port':
      return given(values['port'], (port) => update({ containerHttpPort: Number(port) }));
    case 'set-route':
      return given(values['domain'], (customDomain) => [
        {
          method: 'POST',
          path: '/api/v2/user/apps/appDefinitions/customdomain',
          body: { appName, customDomain },
        },
      ]);
    case 'switch-definition':
      return given(values['path'], (path) => update({ captainDefinitionRelativeFilePath: path }));
    case 'rollback':
      return given(values['image'], (image) => [
        {
          method: 'POST',
          path: `/api/v2/user/apps/appData/${encodeURIComponent(appName)}?detached=1`,
          body: {
            captainDefinitionContent: JSON.stringify({
              schemaVersion: 2,
              dockerfileLines: [`FROM ${image}`],
            }),
            gitHash: values['commit'] ?? '',
          },
          follow: 'caprover_build',
        },
      ]);
    default:
      return undefined;
  }
}

function given<T>(value: string | undefined, make: (value: string) => T): T | undefined {
  return value === undefined ? undefined : make(value);
}

export const platformOps = [
  'start',
  'restart',
  'stop',
  'redeploy',
  'rollback',
  'set-port',
  'set-memory',
  'set-env',
  'set-route',
  'switch-definition',
];

export function platformCall(
  op: string,
  args: Readonly<Record<string, string>>,
  { service, params, platformUrl }: PlatformContext,
): Calls {
  const { kind, name } = runsAs(service);
  if (kind !== 'coolify' && kind !== 'caprover') return { refused: notOnPlatform(service.name, kind) };
  if (platformUrl === undefined) return { refused: noPlatform(kind) };
  const filled = Object.entries(args).flatMap(([key, value]) => {
    const word = fillWord(value, params);
    return word === undefined ? [] : [[key, word] as const];
  });
  const values = Object.fromEntries(filled);
  const calls = kind === 'coolify' ? coolify(op, name, values) : caprover(op, name, values);
  if (calls === undefined) return { refused: noSuchOp(op, kind) };
  return { calls: calls.map((one) => ({ platform: kind, url: new URL(platformUrl).origin, ...one })) };
}

function notOnPlatform(service: string, kind: string): Phrase {
  return {
    en: '{service} is run by {kind}, not by a platform with an API.',
    fr: '{service} est géré par {kind}, pas par une plateforme avec API.',
    with: { service, kind },
  };
}
function noPlatform(kind: string): Phrase {
  return {
    en: 'resus.yaml has no `platforms.{kind}`: give its url and a token that may deploy.',
    fr: 'resus.yaml n’a pas de `platforms.{kind}` : donnez son url et un jeton qui peut déployer.',
    with: { kind },
  };
}
function noSuchOp(op: string, kind: string): Phrase {
  return {
    en: '{kind} offers no `{op}` through its API, or a value for it is missing. Do it on its dashboard.',
    fr: '{kind} n’offre pas `{op}` par son API, ou une valeur manque. Faites-le sur son tableau de bord.',
    with: { op, kind },
  };
}
