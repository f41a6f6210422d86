import { type Fields, fieldsOf, listOf, textOf, shown } from '#base/fields.ts';
import type { Service } from '#catalog/catalog.ts';
import { quoted } from '../make-observation.ts';
import { publicHost } from './answer.ts';
import type { PlatformReading } from './coolify.ts';
import { ageOf, recentS } from './facts.ts';

export function appIn(body: unknown, name: string): Fields | undefined {
  return listOf(fieldsOf(body)['apps'])
    .map(fieldsOf)
    .find((app) => app['appName'] === name);
}

/** The definition of an app. CapRover keeps no state of what runs: that is Swarm's, or its log's, to tell. */
export function readDefinition(
  app: Fields,
  body: unknown,
  build: unknown,
  service: Service,
  now: number,
): PlatformReading {
  const name = textOf(app['appName']) ?? '';
  const domains = domainsOf(app, name, textOf(fieldsOf(body)['rootDomain']));
  const host = publicHost(service);
  const domain = domains.find((one) => one.host === host);
  const exposesWeb = app['notExposeAsWebApp'] !== true;
  const version = Number(app['deployedVersion']);
  const versions = versionsOf(app);
  const current = versions.find((one) => one.version === version);
  const good = versions
    .filter((one) => one.image !== undefined && one.version < version)
    .toSorted((a, b) => b.version - a.version)[0];
  // CapRover forwards to 80 unless told otherwise.
  const httpPort = exposesWeb ? Number(app['containerHttpPort']) || 80 : undefined;
  const envPort = listOf(app['env'])
    .map(fieldsOf)
    .find(({ key }) => key === 'PORT')?.['port'];
  const { isBuildFailed } = fieldsOf(build);
  const buildLines = listOf(fieldsOf(build)['lines'])
    .map(String)
    .filter((line) => line.trim() !== '');
  const ageS = ageOf(current?.at, now);
  const source = `CapRover: ${name}`;
  return {
    facts: {
      kind: 'caprover',
      name,
      found: true,
      replicasWanted: Number(app['instanceCount']),
      building: app['isAppBuilding'] === true,
      buildFailed: typeof isBuildFailed === 'boolean' ? isBuildFailed : undefined,
      buildError: isBuildFailed === true ? buildLines.at(-1)?.slice(0, 200) : undefined,
      deployedVersion: Number.isFinite(version) ? String(version) : undefined,
      deployedCommit: current?.commit,
      deployedAgeS: ageS,
      deployedRecently: ageS === undefined ? undefined : ageS < recentS,
      // A version without an image is a build that failed.
      newerFailed:
        isBuildFailed === true || versions.some((one) => one.version > version && one.image === undefined),
      lastGood: good === undefined ? undefined : String(good.version),
      lastGoodImage: good?.image,
      domains: domains.map((one) => one.host),
      hasPublicDomain: host === undefined ? undefined : domain !== undefined,
      exposesWeb,
      httpPort,
      httpPortMatchesEnv:
        typeof envPort === 'number' && httpPort !== undefined ? envPort === httpPort : undefined,
      https: domain?.isHttps,
      forceSsl: app['forceSsl'] === true,
      definition: textOf(app['captainDefinitionRelativeFilePath']),
    },
    evidence: [
      quoted(
        source,
        [
          `instanceCount=${shown(app['instanceCount'])}`,
          `containerHttpPort=${shown(app['containerHttpPort']) || '80 (not set)'}`,
          `notExposeAsWebApp=${shown(app['notExposeAsWebApp'])}`,
          `forceSsl=${shown(app['forceSsl'])}`,
          `domains: ${domains.map((one) => `${one.host}${one.isHttps ? ' (https)' : ''}`).join(', ') || 'none'}`,
          ...(typeof envPort === 'number' ? [`PORT=${envPort}`] : []),
        ].join('\n'),
        'found',
        'replicasWanted',
        'domains',
        'hasPublicDomain',
        'exposesWeb',
        'httpPort',
        'httpPortMatchesEnv',
        'https',
        'forceSsl',
      ),
      quoted(
        source,
        [
          `deployedVersion=${shown(app['deployedVersion'])}`,
          ...versions
            .toSorted((a, b) => b.version - a.version)
            .slice(0, 4)
            .map(
              (one) =>
                `version ${one.version} · ${one.image ?? 'no image: the build failed'} · ${one.commit ?? '?'} · ${one.at ?? '?'}`,
            ),
        ].join('\n'),
        'deployedVersion',
        'deployedCommit',
        'deployedAgeS',
        'deployedRecently',
        'newerFailed',
        'lastGood',
        'lastGoodImage',
      ),
      quoted(
        `${source}, build`,
        [
          `isAppBuilding=${shown(app['isAppBuilding'])}`,
          `isBuildFailed=${shown(isBuildFailed)}`,
          ...buildLines.slice(-6),
        ].join('\n'),
        'building',
        'buildFailed',
        'buildError',
        'definition',
      ),
    ],
  };
}

type Version = {
  readonly version: number;
  readonly image: string | undefined;
  readonly commit: string | undefined;
  readonly at: string | undefined;
};

function versionsOf(app: Fields): Version[] {
  return listOf(app['versions']).map((one) => {
    const { version, deployedImageName, gitHash, timeStamp } = fieldsOf(one);
    return {
      version: Number(version),
      image: textOf(deployedImageName),
      commit: textOf(gitHash),
      at: textOf(timeStamp),
    };
  });
}

function domainsOf(
  app: Fields,
  name: string,
  root: string | undefined,
): { host: string; isHttps: boolean }[] {
  if (app['notExposeAsWebApp'] === true) return [];
  const own =
    root === undefined ? [] : [{ host: `${name}.${root}`, isHttps: app['hasDefaultSubDomainSsl'] === true }];
  const custom = listOf(app['customDomain']).flatMap((one) => {
    const { publicDomain, hasSsl } = fieldsOf(one);
    return typeof publicDomain === 'string' ? [{ host: publicDomain, isHttps: hasSsl === true }] : [];
  });
  return [...own, ...custom];
}
