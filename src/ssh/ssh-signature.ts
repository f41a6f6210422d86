import { createHash, verify } from 'node:crypto';
import ssh2 from 'ssh2';

/** The parts of a signature as `ssh-keygen -Y sign` writes it (PROTOCOL.sshsig of OpenSSH). */
type Signature = {
  readonly publicKey: Buffer;
  readonly namespace: string;
  readonly hashName: string;
  readonly algorithm: string;
  readonly value: Buffer;
};

const magic = 'SSHSIG';
const hashes = new Set(['sha256', 'sha512']);
/** How each kind of key signs; `null`: the algorithm hashes by itself. */
const digests: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
};
const curveBytes: Readonly<Record<string, number>> = {
  'ecdsa-sha2-nistp256': 32,
  'ecdsa-sha2-nistp384': 48,
  'ecdsa-sha2-nistp521': 66,
};

/**
 * The name under `keys` whose public key signed exactly this text for this namespace; undefined when none did. Never throws:
 * whatever cannot be read is no signature.
 */
export function findSigner(
  keys: Readonly<Record<string, string>>,
  {
    text,
    signature,
    namespace,
  }: { readonly text: string; readonly signature: string; readonly namespace: string },
): string | undefined {
  try {
    const read = readSignature(signature);
    if (read.namespace !== namespace || !hashes.has(read.hashName)) return undefined;
    const blob = read.publicKey.toString('base64');
    const name = Object.keys(keys).find((one) => keys[one]?.trim().split(/\s+/)[1] === blob);
    return name !== undefined && isRight(read, text) ? name : undefined;
  } catch {
    return undefined;
  }
}

function isRight(signature: Signature, text: string): boolean {
  const { publicKey, namespace, hashName, algorithm, value } = signature;
  const digest = digests[algorithm];
  if (digest === undefined) return false;
  const kind = createReader(publicKey).text();
  const fits = kind === algorithm || (kind === 'ssh-rsa' && algorithm.startsWith('rsa-sha2-'));
  if (!fits) return false;
  const key = ssh2.utils.parseKey(`${kind} ${publicKey.toString('base64')}`);
  if (key instanceof Error) return false;
  const message = createHash(hashName).update(text).digest();
  const signed = Buffer.concat([
    Buffer.from(magic),
    framed(Buffer.from(namespace)),
    framed(Buffer.alloc(0)),
    framed(Buffer.from(hashName)),
    framed(message),
  ]);
  const bytes = curveBytes[algorithm];
  return verify(
    digest,
    signed,
    { key: key.getPublicPEM(), dsaEncoding: 'ieee-p1363' },
    bytes === undefined ? value : fixedWidth(value, bytes),
  );
}

function readSignature(armored: string): Signature {
  const [, body = ''] =
    /-----BEGIN SSH SIGNATURE-----([\s\S]+?)-----END SSH SIGNATURE-----/.exec(armored) ?? [];
  const blob = Buffer.from(body.replaceAll(/\s/g, ''), 'base64');
  if (blob.subarray(0, magic.length).toString() !== magic) throw new Error('not a signature');
  const reader = createReader(blob.subarray(magic.length));
  if (reader.number() !== 1) throw new Error('an unknown version');
  const publicKey = reader.bytes();
  const namespace = reader.text();
  reader.bytes();
  const hashName = reader.text();
  const inner = createReader(reader.bytes());
  return { publicKey, namespace, hashName, algorithm: inner.text(), value: inner.bytes() };
}

function createReader(blob: Buffer) {
  let at = 0;
  const number = (): number => {
    const value = blob.readUInt32BE(at);
    at += 4;
    return value;
  };
  const bytes = (): Buffer => {
    const length = number();
    if (at + length > blob.length) throw new Error('cut short');
    at += length;
    return blob.subarray(at - length, at);
  };
  return { number, bytes, text: (): string => bytes().toString() };
}

function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** The two numbers of an ECDSA signature, each as wide as its curve. */
function fixedWidth(value: Buffer, width: number): Buffer {
  const reader = createReader(value);
  const wide = (number: Buffer): Buffer => {
    const bare = number.subarray(Math.max(0, number.length - width));
    return Buffer.concat([Buffer.alloc(width - bare.length), bare]);
  };
  return Buffer.concat([wide(reader.bytes()), wide(reader.bytes())]);
}
