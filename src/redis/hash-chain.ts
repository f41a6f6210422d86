import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { canonical } from '#base/canonical.ts';
import { prefix } from './redis.ts';

/** One line of the audit. `hash` covers everything else and the hash before it, so that no line can change alone. */
export type AuditRecord = {
  readonly n: number;
  readonly at: number;
  readonly what: string;
  readonly planId?: string;
  /** The event as it was stored: what the approver saw is in `planned`. */
  readonly data: unknown;
  readonly prev: string;
  readonly hash: string;
};

export const auditKeys = { records: `${prefix}:audit`, head: `${prefix}:audit:head` };

/** `0:` before the first record, then `<n>:<hash>`. */
export type AuditHead = string;
export const noHead: AuditHead = '0:';

export type NewRecord = Omit<AuditRecord, 'n' | 'prev' | 'hash'>;

export function chain(
  head: AuditHead,
  record: NewRecord,
): { readonly line: string; readonly head: AuditHead } {
  const [count = '0', prev = ''] = head.split(':');
  const body = { n: Number(count) + 1, ...record, prev };
  const hash = hashOf(body);
  return { line: JSON.stringify({ ...body, hash }), head: `${body.n}:${hash}` };
}

export function hashOf(body: Omit<AuditRecord, 'hash'>): string {
  return createHash('sha256').update(canonical(body)).digest('hex');
}

/** Somebody else wrote first: more often than this in a row means that Redis plays tricks. */
const tries = 500;

/** One process with a long line would win against another one every time: between its own it lets others in. */
async function yieldTo(waiting: number): Promise<void> {
  if (waiting > 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

/**
 * Writes a state change together with its record: `write` is one Lua call that gets the head it must find, the record and
 * the new head, and answers `['head', current]` when it found another one. Then it is chained anew and tried again. One
 * process writes one at a time, so that only other processes can come between.
 */
export function createChained(redis: Redis) {
  let known: AuditHead | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  let inLine = 0;
  type Write<T> = (expected: AuditHead, line: string, next: AuditHead) => Promise<T>;

  const writeNow = async <T extends readonly unknown[]>(record: NewRecord, write: Write<T>): Promise<T> => {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const head: AuditHead = known ?? ((await redis.get(auditKeys.head)) || noHead);
      const { line, head: next } = chain(head, record);
      const answer = await write(head, line, next);
      if (answer[0] !== 'head') {
        // Only what was written moved it; after anything else the head is asked for again when it turns out wrong.
        known = answer[0] === 'ok' ? next : head;
        return answer;
      }
      known = String(answer[1]) || noHead;
    }
    throw new Error('the audit head moved under every attempt to write');
  };
  return <T extends readonly unknown[]>(record: NewRecord, write: Write<T>): Promise<T> => {
    const written = inTurn(tail, redis.options.commandTimeout).then(() => writeNow(record, write));
    inLine += 1;
    tail = written.catch(() => undefined).then(() => yieldTo((inLine -= 1)));
    return written;
  };
}

/**
 * Waits for the earlier write. A process that answers people waits no longer than for Redis itself: behind a frozen
 * Redis, requests would queue only to learn that it is frozen. A worker waits.
 */
async function inTurn(before: Promise<unknown>, patienceMs: number | undefined): Promise<void> {
  if (patienceMs === undefined) {
    await before;
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Command timed out')), patienceMs);
  });
  await Promise.race([before, late]).finally(() => clearTimeout(timer));
}
