import type { Duplex } from 'node:stream';
import ssh2, {
  type Client,
  type AgentAuthMethod,
  type ConnectConfig,
  type PublicKeyAuthMethod,
  type ServerHostKeyAlgorithm,
} from 'ssh2';
import { connectTrouble } from './failures.ts';
import { judgeKey, knownAlgorithms, otherAlgorithms, type KeyVerdict, type Trust } from './host-keys.ts';
import type { Identity } from './identity.ts';
import type { Reach, Trouble } from './target.ts';
import { openSocket } from './socket.ts';

export type Link = { readonly client: Client; readonly closed: Promise<void> };

export type Dial = {
  readonly reach: Reach;
  readonly trust: Trust;
  /** Absent: only to look at the host's key. */
  readonly identity?: Identity;
  /** A channel of a jump host to talk through, instead of an own connection. */
  readonly through?: () => Promise<Duplex | { readonly trouble: Trouble }>;
};

/** From connected to logged in. A host that swaps, or a link of 300 ms, needs a few seconds of it. */
const readyTimeoutMs = 12_000;

/** A link that drops packets is noticed after (2 + 1) × 10 s; shorter intervals cut hosts that are merely loaded. */
const keepAliveMs = 10_000;
const keepAliveMisses = 2;

/** The key type found for each pin, so that only the first login has to search. */
const typeOfPin = new Map<string, ServerHostKeyAlgorithm[]>();

/** Connects and logs in, or says why not. Never throws, and no error of the client goes unheard later. */
export async function connect(dial: Dial): Promise<Link | { readonly trouble: Trouble }> {
  const { pinned } = dial.trust;
  if (pinned !== undefined) return connectPinned(dial, pinned);
  const known = knownAlgorithms(dial.trust);
  const result = await attempt(dial, known);
  // the host no longer offers the key type we know: look at what it offers, to tell it as a changed key
  return 'trouble' in result && result.noCommonKeyType && known ? attempt(dial, undefined) : result;
}

/** A pin does not say of which type its key is, so every type the host has gets its chance before it is called changed. */
async function connectPinned(dial: Dial, pinned: string): Promise<Link | Failed> {
  const tried: Buffer[] = [];
  let algorithms = typeOfPin.get(pinned);
  let first: Failed | undefined;
  for (;;) {
    const result = await attempt(dial, algorithms);
    if (!('trouble' in result)) {
      if (algorithms) typeOfPin.set(pinned, algorithms);
      return result;
    }
    if (first && result.noCommonKeyType) return first;
    if (result.noCommonKeyType && typeOfPin.delete(pinned)) {
      algorithms = undefined;
      continue;
    }
    if (!result.key || result.trouble.reason !== 'host_key_changed') return result;
    first ??= result;
    tried.push(result.key);
    const before = algorithms?.length ?? Number.POSITIVE_INFINITY;
    algorithms = otherAlgorithms(tried);
    // each round must leave fewer types to try: a host must never be knocked at without end
    if (algorithms.length === 0 || algorithms.length >= before) return first;
  }
}

export type PresentedKey = {
  readonly address: string;
  readonly port: number;
  /** Its name in known_hosts. */
  readonly name: string;
  readonly key: Buffer;
};

/** Asks a host for its key and hangs up: no login is tried. */
export async function readHostKey(
  dial: Omit<Dial, 'identity'>,
): Promise<PresentedKey | { readonly trouble: Trouble }> {
  const { host, address, port, name } = dial.trust;
  const nothing: Trust = { host, address, port, name, entries: [] };
  const seen = await attempt({ ...dial, trust: nothing }, undefined);
  if ('key' in seen && seen.key) return { address, port, name, key: seen.key };
  if ('trouble' in seen) return seen;
  seen.client.end();
  throw new Error('a host whose key nobody knows was connected: the verifier is broken');
}

type Failed = { readonly trouble: Trouble; readonly key?: Buffer; readonly noCommonKeyType?: boolean };

async function attempt(dial: Dial, algorithms: ServerHostKeyAlgorithm[] | undefined): Promise<Link | Failed> {
  const { reach, identity } = dial;
  const sock = await (dial.through ? dial.through() : openSocket(reach.address, reach.port));
  // only the trouble: a key beside it would be the jump host's
  if ('trouble' in sock) return { trouble: sock.trouble };
  if ('error' in sock) return { trouble: connectTrouble(sock.error, reach) };
  const client = new ssh2.Client();
  const verifier = onceVerifier(dial.trust);
  const closed = new Promise<void>((resolve) => {
    client.once('close', resolve);
  });
  const config: ConnectConfig = {
    username: reach.user,
    readyTimeout: readyTimeoutMs,
    keepaliveInterval: keepAliveMs,
    keepaliveCountMax: keepAliveMisses,
    hostVerifier: verifier.verify,
    // without 'none' first: a round trip less, and no failed attempt in the host's log
    authHandler: identity ? [login(identity, reach.user)] : [],
    ...(algorithms === undefined ? {} : { algorithms: { serverHostKey: algorithms } }),
    sock,
  };
  return new Promise((resolve) => {
    const fail = (error: Error & { level?: string }) => {
      client.destroy();
      sock.destroy();
      const verdict = verifier.verdict();
      const key = verifier.key();
      resolve({
        trouble:
          verdict && !verdict.trusted
            ? { reason: verdict.reason, detail: verdict.detail }
            : connectTrouble(error, reach),
        ...(key === undefined ? {} : { key }),
        noCommonKeyType: /no matching host key/i.test(error.message),
      });
    };
    // stays for the life of the client: an 'error' that nobody hears ends the process
    client.on('error', fail);
    client.once('close', () => fail(new Error('Connection lost before handshake')));
    client.once('ready', () => resolve({ client, closed }));
    try {
      client.connect(config);
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  });
}

function login(identity: Identity, username: string): PublicKeyAuthMethod | AgentAuthMethod {
  return identity.kind === 'key'
    ? { type: 'publickey', username, key: identity.key }
    : { type: 'agent', username, agent: identity.agent };
}

/**
 * ssh2 rejects a key only on a strict `false`: a promise, `undefined` or 0 would all connect. It also asks again on
 * every rekey, so the first verdict holds for the connection, but only for the very same key.
 */
export function onceVerifier(trust: Trust) {
  let judged: { key: Buffer; verdict: KeyVerdict } | undefined;
  return {
    verify: (key: Buffer): boolean => {
      judged ??= { key, verdict: judgeKey(trust, key) };
      return judged.verdict.trusted && judged.key.equals(key);
    },
    verdict: () => judged?.verdict,
    key: () => judged?.key,
  };
}
