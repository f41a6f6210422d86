import type { Phrase } from '#base/phrase.ts';
import type { Service } from '#catalog/catalog.ts';
import { runsAs } from '#catalog/run-kind.ts';
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
      return given(memoryOf(values), (size) => [
        { method: 'PATCH', path: at, body: { limits_memory: size } },
        { method: 'POST', path: `/api/v1/deploy?uuid=${encodeURIComponent(app)}`, follow },
      ]);
    case 'set-route':
      return given(values['domain'], (domain) => [
        // Whoever sends it keeps the other domains, which this list would replace.
        { method: 'PATCH', path: at, body: { domains: `${values['scheme'] ?? 'https'}://${domain}` } },
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

/** `512M`, `2G`, or twice what it may use now; never above nine tenths of the machine. */
function memoryOf({ size, limit, total }: Values): string | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,6})([KMG])$/i.exec(size ?? '') ?? [];
  const now = Number(limit ?? 0);
  const wanted =
    count === undefined
      ? size === 'double' && now > 0
        ? now * 2
        : 0
      : Number(count) * (unitBytes[unit.toUpperCase()] ?? 0);
  const isTooMuch = total !== undefined && wanted > Number(total) * 0.9;
  return wanted === 0 || isTooMuch ? undefined : `${Math.round(wanted / mebibyte)}m`;
}
const mebibyte = 1024 ** 2;
const unitBytes: Readonly<Record<string, number>> = { K: 1024, M: mebibyte, G: 1024 ** 3 };

const api = '/api/v2/user/apps';

/** Builds the tracked branch anew. Whoever sends it adds the token of the app's own webhook, which no plan may hold. */
function build(appName: string): Call {
  return {
    method: 'POST',
    path: `${api}/webhooks/triggerbuild?namespace=captain`,
    body: { appName },
    follow: 'caprover_build',
  };
}

/**
 * What it is for CapRover's. The whole body is what changes: whoever sends it keeps all else as it is, the other
 * variables as well.
 */
function caprover(op: string, appName: string, values: Values): readonly Call[] | undefined {
  const update = (change: Record<string, unknown>): readonly Call[] => [
    { method: 'PATCH', path: `${api}/appDefinitions/update`, body: { appName, ...change } },
  ];
  switch (op) {
    case 'restart':
      return update({});
    case 'start':
      return update({ instanceCount: 1 });
    case 'stop':
      return update({ instanceCount: 0 });
    case 'redeploy':
      return [build(appName)];
    case 'set-port':
      return given(values['port'], (port) => update({ containerHttpPort: Number(port) }));
    case 'set-env':
      return given(values['name'], (key) =>
        update({ envVars: [{ key, value: { reference: values['value'] ?? '' } }] }),
      );
    case 'set-route':
      return given(values['domain'], (customDomain) =>
        ['customdomain', ...(values['scheme'] === 'https' ? ['enablecustomdomainssl'] : [])].map((call) => ({
          method: 'POST',
          path: `${api}/appDefinitions/${call}`,
          body: { appName, customDomain },
        })),
      );
    case 'switch-definition':
      // A restart alone would change nothing: the image is built by it.
      return given(values['path'], (path) => [
        ...update({ captainDefinitionRelativeFilePath: path }),
        build(appName),
      ]);
    case 'rollback':
      return given(imageOf(values), (image) => [
        {
          method: 'POST',
          path: `${api}/appData/${encodeURIComponent(appName)}?detached=1`,
          body: {
            captainDefinitionContent: JSON.stringify({
              schemaVersion: 2,
              dockerfileLines: [`FROM ${image}`],
            }),
            gitHash: '',
          },
          follow: 'caprover_build',
        },
      ]);
    default:
      return undefined;
  }
}

/** CapRover tags its images with the version: an image of another version than the one that was named is a mistake. */
function imageOf({ image, commit: version }: Values): string | undefined {
  const [, tagged] = /(?:^|\/)img-captain-[^/:]+:(\d+)$/.exec(image ?? '') ?? [];
  return tagged !== undefined && version !== undefined && version !== tagged ? undefined : image;
}

function given<T>(value: string | undefined, make: (value: string) => T): T | undefined {
  return value === undefined ? undefined : make(value);
}

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
  const scheme =
    service.public === undefined ? {} : { scheme: new URL(service.public.url).protocol.slice(0, -1) };
  const values = { ...scheme, ...Object.fromEntries(filled) };
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
