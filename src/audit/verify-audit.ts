import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type AuditRecord, auditKeys, hashOf, noHead } from '#redis/hash-chain.ts';
import { type Anchor, anchorsIn, keyIn } from './audit.ts';

export type AuditVerified = {
  readonly records: number;
  readonly anchors: number;
  readonly problems: readonly string[];
};

export type VerifyOptions = {
  readonly now: number;
  /** Heads as the channel or a log shows them (`N:HASH`): they prove the record where no data directory does. */
  readonly heads?: readonly string[];
};

/** So many records are in memory at once, however long the record is. */
const pageSize = 1000;
/** Workers keep a head every five minutes; a record younger than this may have none yet. */
const anchoredWithinMs = 15 * 60_000;

/**
 * Whether the record in Redis is whole: every line follows from the one before, the head is that of the last, and every
 * head that was kept outside is still part of it. So it is found when a line is changed, removed, moved or added, and when
 * everything was chained anew. A record without any head outside is a finding: nothing proves it.
 */
export async function verifyAudit(
  redis: Redis,
  dataDir: string,
  { now, heads = [] }: VerifyOptions,
): Promise<AuditVerified> {
  const anchors = anchorsIn(dataDir);
  const kept = new Map<number, { readonly hash: string; readonly where: string }[]>();
  const keep = (head: string, where: string): void => {
    const [n = '0', hash = ''] = head.split(':');
    kept.set(Number(n), [...(kept.get(Number(n)) ?? []), { hash, where }]);
  };
  for (const { head, at } of anchors) keep(head, `on ${new Date(at).toISOString()}`);
  for (const head of heads) keep(head, `in the head ${head} that was given`);

  const chain = await walk(redis, kept);
  const problems = [...chain.problems, ...signatureProblems(anchors, dataDir)];
  const head = (await redis.get(auditKeys.head)) ?? noHead;
  if (head !== (chain.records === 0 ? noHead : `${chain.records}:${chain.last}`))
    problems.push('the head is not that of the last line');
  for (const [n, all] of kept) {
    if (n <= chain.records) continue;
    for (const { where } of all)
      problems.push(`what stood at line ${n} ${where} stands there no longer: the record was written anew`);
  }
  const isYoung = chain.firstAt !== undefined && now - chain.firstAt < anchoredWithinMs;
  if (chain.records > 0 && kept.size === 0 && !isYoung)
    problems.push(
      'no head of this record is kept here, so nothing shows that it was not written anew: run this with the data directory of a worker (RESUS_DATA), or give heads from the ops channel or the log with --head N:HASH',
    );
  return { records: chain.records, anchors: anchors.length, problems };
}

type Kept = ReadonlyMap<number, readonly { readonly hash: string; readonly where: string }[]>;

async function walk(redis: Redis, kept: Kept) {
  const problems: string[] = [];
  let prev = '';
  let records = 0;
  let firstAt: number | undefined;
  for (;;) {
    const page = await redis.lrange(auditKeys.records, records, records + pageSize - 1);
    for (const line of page) {
      records += 1;
      const read = recordIn(line);
      if (read === undefined) {
        problems.push(`line ${records} is no record`);
        continue;
      }
      const { hash, ...body } = read;
      firstAt ??= body.at;
      if (body.n !== records)
        problems.push(`line ${records} says it is number ${body.n}: something was removed, added or moved`);
      if (body.prev !== prev) problems.push(`line ${records} does not follow from the line before it`);
      if (hashOf(body) !== hash)
        problems.push(`line ${records} (${body.what}) was changed after it was written`);
      for (const { hash: wanted, where } of kept.get(records) ?? [])
        if (wanted !== hash)
          problems.push(
            `what stood at line ${records} ${where} stands there no longer: the record was written anew`,
          );
      prev = hash;
    }
    if (page.length < pageSize) return { problems, records, last: prev, firstAt };
  }
}

function recordIn(line: string): AuditRecord | undefined {
  try {
    return JSON.parse(line) as AuditRecord;
  } catch {
    return undefined;
  }
}

function signatureProblems(anchors: readonly Anchor[], dataDir: string): string[] {
  if (anchors.length === 0) return [];
  const key: KeyObject = createPublicKey(keyIn(dataDir));
  return anchors
    .filter(({ at, head, signature }) => !verify(null, Buffer.from(`${at} ${head}`), key, bytesOf(signature)))
    .map(
      ({ at }) =>
        `the anchor of ${new Date(at).toISOString()} has no right signature: the file of anchors was edited`,
    );
}

/** Heads of earlier versions were signed in base64. */
function bytesOf(signature: string): Buffer {
  return Buffer.from(signature, /^[0-9a-f]{128}$/.test(signature) ? 'hex' : 'base64');
}
