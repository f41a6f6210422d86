import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Catalog } from '#catalog/catalog.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ownSecrets = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'];

/** Every secret value this process was given, so that it is hidden wherever it turns up. */
export function knownSecrets(env: Environment, catalog?: Catalog): string[] {
  const referred = [...JSON.stringify(catalog ?? {}).matchAll(/"env:([A-Za-z_]\w*)"/g)].map(
    ([, name = '']) => name,
  );
  const files = [...JSON.stringify(catalog ?? {}).matchAll(/"file:([^"]+)"/g)].map(([, path = '']) => path);
  const named = [...ownSecrets, ...referred].flatMap((name) => env[name] ?? []);
  const values = [...named, ...files.flatMap(secretsIn)];
  return [...values, ...[...values, env['REDIS_URL'] ?? ''].flatMap(passwordIn)];
}

function passwordIn(url: string): string[] {
  const [, password] = /^[a-z][a-z0-9+.-]*:\/\/[^:/?#]*:(.+)@/i.exec(url) ?? [];
  return password === undefined ? [] : [password];
}

/** Larger than any key or token; a reference to a log or a disk by mistake must not be read whole. */
const largestBytes = 65_536;
/** A line of a key file that is shorter may be a word of any text. */
const shortestLine = 16;

/** The whole of it, and each line: a key is often printed line by line. A file that cannot be read has nothing to leak. */
function secretsIn(path: string): string[] {
  try {
    const file = resolve(path.replace(/^~(?=\/)/, homedir()));
    if (!statSync(file).isFile() || statSync(file).size > largestBytes) return [];
    const text = readFileSync(file, 'utf8').trim();
    const lines = text.split('\n').map((line) => line.trim());
    const own = lines.filter((line) => line.length >= shortestLine && !line.startsWith('-----'));
    return text === '' ? [] : [text, ...own];
  } catch {
    return [];
  }
}
