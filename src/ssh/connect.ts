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
import type { Reach, Trouble } from './reach.ts';

export type Link = { readonly client: Client; readonly closed: Promise<void> };

export type Dial = {
  readonly reach: Reach;
  readonly trust: Trust;
  readonly identity: Identity;
  /** A channel of a jump host to talk through, instead of an own connection. */
  readonly through?: () => Promise<Duplex | { readonly trouble: Trouble }>;
};

/** From SYN to logged in. Slow hosts and 300 ms links need a few seconds of it; a black hole must not take more. */
const readyTimeoutMs = 12_000;

/** A link that drops packets is noticed after (2 + 1) × 10 s; shorter intervals cut hosts that are merely loaded. */
const keepAliveMs = 10_000;
const keepAliveMisses = 2;

/** Connects and logs in, or says why not. Never throws, and no error of the client goes unheard later. */
export async function connect(dial: Dial): Promise<Link | { readonly trouble: Trouble }> {
  const first = await attempt(dial, knownAlgorithms(dial.trust));
  if (!('trouble' in first)) return first;
  // a pin does not say of which type its key is, so every type gets its chance before it is called changed
  if (first.key && dial.trust.pinned !== undefined && first.trouble.reason === 'host_key_changed') {
    const second = await attempt(dial, otherAlgorithms(first.key));
    if (!('trouble' in second) || second.key !== undefined) return second;
  }
  // the host no longer offers the key type we know: look at what it offers, to tell it as a changed key
  if (first.noCommonKeyType && knownAlgorithms(dial.trust)) return attempt(dial, undefined);
  return first;
}

type Failed = { readonly trouble: Trouble; readonly key?: Buffer; readonly noCommonKeyType?: boolean };

async function attempt(dial: Dial, algorithms: ServerHostKeyAlgorithm[] | undefined): Promise<Link | Failed> {
  const { reach, identity } = dial;
  const sock = await dial.through?.();
  if (sock && 'trouble' in sock) return sock;
  const client = new ssh2.Client();
  const verifier = onceVerifier(dial.trust);
  const closed = new Promise<void>((resolve) => {
    client.once('close', resolve);
  });
  const config: ConnectConfig = {
    host: reach.address,
    port: reach.port,
    username: reach.user,
    readyTimeout: readyTimeoutMs,
    keepaliveInterval: keepAliveMs,
    keepaliveCountMax: keepAliveMisses,
    hostVerifier: verifier.verify,
    // without 'none' first: a round trip less, and no failed attempt in the host's log
    authHandler: [login(identity, reach.user)],
    ...(algorithms === undefined ? {} : { algorithms: { serverHostKey: algorithms } }),
    ...(sock === undefined ? {} : { sock }),
  };
  return new Promise((resolve) => {
    const fail = (error: Error & { level?: string }) => {
      sock?.destroy();
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
      // ssh2 leaves Nagle's algorithm on: 40 ms on every small exchange
      client.setNoDelay(true);
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
