import { appendFileSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#base/errors.ts';
import { fingerprint, knownHostsName } from '#ssh/known-hosts.ts';
import { openPool } from './probe-transport.ts';
import { findCatalogFile, loadCatalog } from './load-catalog.ts';
import { createLog } from './log.ts';
import type { LocalSettings } from './settings.ts';

export type Trusted = { readonly isTrusted: boolean; readonly message: string };

/**
 * Writes a host's key to known_hosts, but only when `expected`, which a person has read at the host itself, is its
 * fingerprint. Without it the key is shown and nothing is written: what came over the wire proves nothing.
 */
export async function trustHost(
  settings: LocalSettings,
  name: string,
  expected: string | undefined,
): Promise<Trusted> {
  const catalog = loadCatalog(findCatalogFile(settings.configFile, settings.dataDir));
  if (!Object.hasOwn(catalog.hosts, name)) {
    throw new AppError(
      'host_unknown',
      `There is no host "${name}" in the catalog; there are: ${Object.keys(catalog.hosts).join(', ') || 'none'}.`,
    );
  }
  const pool = openPool(
    () => catalog,
    createLog(settings.logLevel, (text) => text),
  );
  try {
    const shown = await pool.presentedKey(name);
    if ('trouble' in shown)
      return { isTrusted: false, message: `The key of ${name} could not be read: ${shown.trouble.detail}` };
    const key = fingerprint(shown.key);
    const where = knownHostsName(shown.name, shown.port);
    if (expected === undefined) {
      return {
        isTrusted: false,
        message: [
          `${name} (${shown.address}:${shown.port}) shows the key ${key}`,
          'Compare it at the host itself:  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
          `If it is the same, either pin it in the catalog:  host_key: "${key}"`,
          `or remember it:  resus trust ${name} --fingerprint ${key}`,
        ].join('\n'),
      };
    }
    if (expected !== key) {
      return {
        isTrusted: false,
        message: `${name} shows ${key}, not ${expected}. Nothing was written: find out which host answers there.`,
      };
    }
    const file = join(homedir(), '.ssh', 'known_hosts');
    mkdirSync(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 });
    appendFileSync(file, `${where} ${typeOf(shown.key)} ${shown.key.toString('base64')}\n`, { mode: 0o600 });
    return { isTrusted: true, message: `The key of ${name} is in ${file}.` };
  } finally {
    pool.close();
  }
}

/** An SSH key blob begins with the length and the text of its type. */
function typeOf(blob: Buffer): string {
  return blob.toString('latin1', 4, 4 + blob.readUInt32BE(0));
}
