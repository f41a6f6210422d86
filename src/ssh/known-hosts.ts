import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** OpenSSH known_hosts, read and never written: sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT". */
export type KnownHost = {
  readonly marker: '' | '@revoked' | '@cert-authority';
  readonly hosts: string;
  readonly type: string;
  readonly key: Buffer;
  readonly file: string;
  readonly line: number;
};

/** Lines that make no sense are skipped, as OpenSSH does: trust is only ever added by a line that is understood. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return [];
    const fields = line.split(/[ \t]+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : '';
    if (marker !== '' && marker !== '@revoked' && marker !== '@cert-authority') return [];
    const [hosts, type, base64] = fields;
    if (hosts === undefined || type === undefined || base64 === undefined) return [];
    const key = Buffer.from(base64, 'base64');
    return typeOfKey(key) === type ? [{ marker, hosts, type, key, file, line: index + 1 }] : [];
  });
}

/** The type that a public key blob names itself. */
export function typeOfKey(key: Buffer): string | undefined {
  if (key.length < 8) return undefined;
  const length = key.readUInt32BE(0);
  return length <= key.length - 4 ? key.toString('latin1', 4, 4 + length) : undefined;
}

/** As ssh-keygen -lf prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The name of a host in known_hosts, with its port when that is not 22. */
export function knownHostsName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

export function isFor(entry: KnownHost, name: string): boolean {
  if (entry.hosts.startsWith('|')) return isHashOf(entry.hosts, name);
  let found = false;
  for (const pattern of entry.hosts.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (matches(pattern.slice(1), name)) return false;
    } else if (matches(pattern, name)) found = true;
  }
  return found;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name. */
function isHashOf(hosts: string, name: string): boolean {
  const [, version, salt, hash] = hosts.split('|');
  if (version !== '1' || !salt || !hash) return false;
  const wanted = Buffer.from(hash, 'base64');
  const got = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return wanted.length === got.length && timingSafeEqual(wanted, got);
}

/** `*` and `?`; brackets are literal, they belong to `[host]:port`. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+(){}[\]]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}
