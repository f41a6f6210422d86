import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type ParsedKey } from 'ssh2';

export interface SshKey {
  /** Where the private key lies, readable by its owner only. */
  path: string;
  privateKey: string;
  key: ParsedKey;
  /** `SHA256:…` as ssh-keygen -l prints it */
  fingerprint: string;
}

/** The ed25519 key of that name, made when there is none yet or what is there cannot be read. */
export async function loadOrMakeKey(directory: string, name: string): Promise<SshKey> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, name);
  const known = await readFile(path, 'utf8').catch(() => '');
  const found = known ? readKey(path, known) : undefined;
  if (found) return found;
  const made = makeKey(path);
  await writeFile(path, made.privateKey, { mode: 0o600 });
  await writeFile(
    `${path}.pub`,
    `${made.key.type} ${made.key.getPublicSSH().toString('base64')} resus-demo\n`,
  );
  return made;
}

function makeKey(path: string): SshKey {
  // A generated key is tried before it is kept: a key that cannot sign would lock everyone out of the demo's host.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const made = readKey(path, ssh2.utils.generateKeyPairSync('ed25519').private);
    if (made) return made;
  }
  throw new Error('no usable ed25519 key could be generated: check that this Node has ed25519 support');
}

function readKey(path: string, privateKey: string): SshKey | undefined {
  const parsed = ssh2.utils.parseKey(privateKey);
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!key || key instanceof Error || !key.isPrivateKey()) return undefined;
  const message = Buffer.from('resus');
  const signature = key.sign(message);
  if (signature instanceof Error || key.verify(message, signature) !== true) return undefined;
  const digest = createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '');
  return { path, privateKey, key, fingerprint: `SHA256:${digest}` };
}
