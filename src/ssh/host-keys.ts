import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { NoAnswerReason } from '#catalog/ask.ts';
import { fingerprint, isFor, typeOfKey, type KnownHost } from './known-hosts.ts';

/** The known keys of one host. A pinned fingerprint is the whole truth; known_hosts counts without one. */
export type Trust = {
  /** The name in resus.yaml, for messages. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** Its name in known_hosts. */
  readonly name: string;
  readonly pinned?: string;
  readonly entries: readonly KnownHost[];
};

export type KeyVerdict =
  | { readonly trusted: true }
  | { readonly trusted: false; readonly reason: NoAnswerReason; readonly detail: string };

/** Fails closed: a key is trusted only because a pin or a line says so, and never when a line revokes it. */
export function judgeKey(trust: Trust, key: Buffer): KeyVerdict {
  const mine = entriesOf(trust);
  const shown = `${typeOfKey(key) ?? 'key'} ${fingerprint(key)}`;
  const where = `${trust.host} (${trust.address}:${trust.port})`;
  if (mine.some((entry) => entry.marker === '@revoked' && entry.key.equals(key)))
    return refuse(
      'host_key_revoked',
      `${where} shows a host key that is marked as revoked: ${shown}. Nothing was sent to it. Give the host a new key, and find out why this one was revoked.`,
    );
  if (trust.pinned !== undefined)
    return trust.pinned === fingerprint(key)
      ? { trusted: true }
      : refuse('host_key_changed', changed(where, shown, `host_key: ${trust.pinned} in resus.yaml`));

  const known = mine.filter((entry) => entry.marker === '');
  if (known.some((entry) => entry.key.equals(key))) return { trusted: true };
  if (known.length > 0) {
    const lines = known.map(
      (entry) => `${entry.type} ${fingerprint(entry.key)} (${entry.file}:${entry.line})`,
    );
    return refuse('host_key_changed', changed(where, shown, lines.join(', ')));
  }
  const authority = mine.some((entry) => entry.marker === '@cert-authority')
    ? ' A @cert-authority line covers it, but host certificates are not supported.'
    : '';
  return refuse(
    'host_key_unknown',
    `${where} is not known yet; it shows ${shown}.${authority} Nothing was sent to it. Compare this with what the host itself says (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then run: resus trust ${trust.host}`,
  );
}

function changed(where: string, shown: string, expected: string): string {
  return `The host key of ${where} has changed: it shows ${shown}, expected ${expected}. Nothing was sent to it. Either the host was set up anew or someone stands in between; find out which before you change what is trusted.`;
}

function refuse(reason: NoAnswerReason, detail: string): KeyVerdict {
  return { trusted: false, reason, detail };
}

/**
 * The algorithms to offer. ssh2 would take its own favourite, and a file that knows only the RSA key would then look
 * like a changed key. Undefined: nothing is known, accept any.
 */
export function knownAlgorithms(trust: Trust): ServerHostKeyAlgorithm[] | undefined {
  if (trust.pinned !== undefined) return undefined;
  const types = new Set(entriesOf(trust).flatMap((entry) => (entry.marker === '' ? [entry.type] : [])));
  const algorithms = [...types].flatMap((type) => algorithmsOf(type));
  return algorithms.length > 0 ? algorithms : undefined;
}

/** A fingerprint does not tell its key's type: when other keys came, the remaining types are still to be tried. */
export function otherAlgorithms(tried: readonly Buffer[]): ServerHostKeyAlgorithm[] {
  const types = new Set(tried.map((key) => typeOfKey(key)));
  return keyTypes.filter((type) => !types.has(type)).flatMap((type) => algorithmsOf(type));
}

const keyTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
] as const;

/** An RSA key signs with SHA-2: the SHA-1 algorithm that bears the key's name is not offered. */
function algorithmsOf(type: string): ServerHostKeyAlgorithm[] {
  if (type === 'ssh-rsa') return ['rsa-sha2-512', 'rsa-sha2-256'];
  return keyTypes.filter((known) => known === type);
}

function entriesOf(trust: Trust): KnownHost[] {
  return trust.entries.filter((entry) => isFor(entry, trust.name));
}
