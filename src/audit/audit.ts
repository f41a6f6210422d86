import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import type { Log } from '#base/log.ts';
import { auditKeys } from '#redis/hash-chain.ts';

/** A head as it was at some moment, kept where whoever can write Redis cannot: signed, in a file, and in the log. */
export type Anchor = { readonly at: number; readonly head: string; readonly signature: string };

const files = (dataDir: string) => ({
  key: join(dataDir, 'audit.key'),
  heads: join(dataDir, 'audit-heads.log'),
});

/** The key that signs heads: made at first use, readable by its owner only. */
export function keyIn(dataDir: string): KeyObject {
  const { key } = files(dataDir);
  if (!existsSync(key)) {
    mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
    const made = generateKeyPairSync('ed25519').privateKey;
    writeFileSync(key, made.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  return createPrivateKey(readFileSync(key));
}

/** Keeps the present head outside of Redis, unless it stands there already. Answers it when it is new. */
export async function anchorHead(redis: Redis, dataDir: string, at: number): Promise<Anchor | undefined> {
  const head = await redis.get(auditKeys.head);
  if (head === null || anchorsIn(dataDir).at(-1)?.head === head) return undefined;
  // In hex: a log hides what looks random, and this must stand there in full.
  const signature = sign(null, Buffer.from(`${at} ${head}`), keyIn(dataDir)).toString('hex');
  const anchor: Anchor = { at, head, signature };
  appendFileSync(files(dataDir).heads, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
  return anchor;
}

/** Enough that a rewrite of the last hour is found, seldom enough to cost nothing. */
const anchorEveryMs = 5 * 60_000;

/** In the channel people would notice more often than this as noise. */
const tellEveryMs = 24 * 3600 * 1000;

export type AnchoringDeps = {
  readonly redis: Redis;
  readonly dataDir: string;
  readonly log: Log;
  /** Says it where people read and nobody who can write Redis can edit. */
  readonly tell: (anchor: Anchor) => Promise<void>;
};

/** For the sweep: keeps the head in the file and in the log, and once a day in the ops channel. */
export function createAnchoring({ redis, dataDir, log, tell }: AnchoringDeps) {
  let lastAt = 0;
  let toldAt = 0;
  return async (): Promise<void> => {
    const at = Date.now();
    if (at - lastAt < anchorEveryMs) return;
    lastAt = at;
    const anchor = await anchorHead(redis, dataDir, at);
    if (anchor === undefined) return;
    // Not under its own name: what is called a signature is hidden in a log.
    log.info({ headAt: anchor.at, head: anchor.head, seal: anchor.signature }, 'the head of the audit');
    if (at - toldAt < tellEveryMs) return;
    toldAt = at;
    await tell(anchor);
  };
}

/** The heads kept in this data directory, oldest first. */
export function anchorsIn(dataDir: string): Anchor[] {
  const { heads } = files(dataDir);
  if (!existsSync(heads)) return [];
  return readFileSync(heads, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Anchor);
}

/** The record, a page at a time, oldest first. */
export async function* exportAudit(redis: Redis): AsyncGenerator<string> {
  for (let from = 0; ; from += exportPage) {
    const page = await redis.lrange(auditKeys.records, from, from + exportPage - 1);
    yield* page;
    if (page.length < exportPage) return;
  }
}

const exportPage = 1000;
