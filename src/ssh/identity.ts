import ssh2, { type BaseAgent, type IdentityCallback, type ParsedKey } from 'ssh2';

/** How Resus proves itself to a host: one key, held here or by an agent. */
export type Identity =
  | { readonly kind: 'key'; readonly key: ParsedKey }
  | { readonly kind: 'agent'; readonly agent: BaseAgent };

export type IdentityProblem = { readonly problem: string };

/** Parsed once per content: the default protection of an OpenSSH key costs 200 ms of computing, in this thread. */
const parsed = new Map<string, ParsedKey>();

export function parseIdentity(
  content: Buffer | string,
  passphrase: string | undefined,
  name: string,
): ParsedKey | IdentityProblem {
  const cacheKey = `${passphrase ?? ''}\n${content.toString()}`;
  const known = parsed.get(cacheKey);
  if (known) return known;
  const result = ssh2.utils.parseKey(content, passphrase);
  const key = Array.isArray(result) ? result[0] : result;
  if (key === undefined || key instanceof Error)
    return { problem: explain(key?.message ?? '', content, name) };
  parsed.set(cacheKey, key);
  return key;
}

function explain(message: string, content: Buffer | string, name: string): string {
  const text = content.toString();
  if (/no passphrase given/i.test(message))
    return `The key ${name} is encrypted and no passphrase is configured: add passphrase: env:NAME or file:PATH to the host, or use a key without one that only Resus can read.`;
  if (/integrity check failed|bad decrypt|passphrase/i.test(message))
    return `The passphrase configured for the key ${name} is wrong.`;
  if (text.includes('BEGIN PRIVATE KEY') || text.includes('BEGIN ENCRYPTED PRIVATE KEY'))
    return `The key ${name} is in PKCS#8 format, which is not supported: convert a copy with ssh-keygen -p -f KEY, or make a new one with ssh-keygen -t ed25519.`;
  if (text.startsWith('PuTTY-User-Key-File-3'))
    return `The key ${name} is a PuTTY version 3 file, which is not supported: export it in PuTTYgen as an OpenSSH key.`;
  if (/initialization vector/i.test(message))
    return `The key ${name} is encrypted with a cipher that is not supported: encrypt it anew with ssh-keygen -p -Z aes256-ctr -f KEY.`;
  return `The key ${name} cannot be read (${message || 'no key in it'}): it must be a private key in OpenSSH or PEM format, ed25519, ecdsa or RSA.`;
}

/**
 * An agent reduced to one key. A server gives up after a few keys that it does not know, so offering all that an agent
 * holds fails for the seventh. `wanted` is the public key to use; without it the agent must hold exactly one.
 */
export class OneKeyAgent extends ssh2.OpenSSHAgent {
  readonly #wanted: Buffer | undefined;

  constructor(socketPath: string, wanted: ParsedKey | undefined) {
    super(socketPath);
    this.#wanted = wanted?.getPublicSSH();
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, keys) => {
      if (error) return done(error);
      const offered = (keys ?? []).filter((key) => this.#isWanted(key));
      if (this.#wanted === undefined && offered.length > 1)
        return done(
          new Error(`the agent holds ${offered.length} keys: name the one to use with key: file:PATH.pub`),
        );
      return done(undefined, offered);
    });
  }

  #isWanted(entry: ParsedKey | { pubKey: unknown }): boolean {
    if (this.#wanted === undefined) return true;
    return 'getPublicSSH' in entry && this.#wanted.equals(entry.getPublicSSH());
  }
}
