import type { Catalog } from '#catalog/catalog.ts';
import { readDockerStream } from './docker-stream.ts';
import { envState, expectedOf } from './env-state.ts';
import { fieldsOf, listOf, pick, textOf } from '#base/fields.ts';

/** The definition of an app carries a Git password or key, push tokens and every value in clear: only this is kept. */
const appKeys =
  'appName isAppBuilding deployedVersion instanceCount containerHttpPort notExposeAsWebApp forceSsl hasDefaultSubDomainSsl captainDefinitionRelativeFilePath hasPersistentData isLegacyAppName'.split(
    ' ',
  );

export function keepDefinitions(data: unknown, catalog: Catalog): unknown {
  const { appDefinitions } = fieldsOf(data);
  return {
    ...pick(data, ['rootDomain', 'captainSubDomain']),
    apps: listOf(appDefinitions).map((app) => keepApp(app, catalog)),
  };
}

function keepApp(app: unknown, catalog: Catalog): unknown {
  const { appName, envVars, versions, customDomain } = fieldsOf(app);
  const expected = expectedOf(catalog, 'caprover', textOf(appName) ?? '');
  return {
    ...pick(app, appKeys),
    versions: listOf(versions).map((one) =>
      pick(one, ['version', 'deployedImageName', 'timeStamp', 'gitHash']),
    ),
    customDomain: listOf(customDomain).map((one) => pick(one, ['publicDomain', 'hasSsl'])),
    env: listOf(envVars).flatMap((one) => {
      const { key, value } = fieldsOf(one);
      return typeof key === 'string' ? [envState(key, value ?? '', expected[key])] : [];
    }),
  };
}

/** How many of the last lines of a build are kept: an error stands at the end, build arguments at the beginning. */
const buildLines = 20;

export function keepBuild(data: unknown): unknown {
  const lines = listOf(fieldsOf(fieldsOf(data)['logs'])['lines']).map(String);
  return { ...pick(data, ['isAppBuilding', 'isBuildFailed']), lines: lines.slice(-buildLines) };
}

export function keepLogs(data: unknown): unknown {
  const hex = textOf(fieldsOf(data)['logs']) ?? '';
  return { logs: readDockerStream(Buffer.from(hex, 'hex')) };
}
