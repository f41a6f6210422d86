import type { Catalog } from '#services/catalog.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ownSecrets = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'];

/** Every secret value this process was given, so that it is hidden wherever it turns up. */
export function knownSecrets(env: Environment, catalog?: Catalog): string[] {
  const referred = [...JSON.stringify(catalog ?? {}).matchAll(/"env:([A-Za-z_]\w*)"/g)].map(
    ([, name = '']) => name,
  );
  const values = [...ownSecrets, ...referred].flatMap((name) => env[name] ?? []);
  return [...values, ...[...values, env['REDIS_URL'] ?? ''].flatMap(passwordIn)];
}

function passwordIn(url: string): string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^:/?#]*:(.+)@/i.exec(url) ?? [];
  return password === undefined ? [] : [password];
}
