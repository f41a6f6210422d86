import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import { type AuditRecord, auditKeys, chain, noHead } from '#redis/hash-chain.ts';
import { createPlanStore } from '#actions/redis-plan-store.ts';
import { workerConnection } from '#redis/redis.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { approved, planned, restartPlan } from '#test/sample-plans.ts';
import { anchorHead, createAnchoring, exportAudit } from './audit.ts';
import { verifyAudit } from './verify-audit.ts';

describeWith(['redis'], 'the record of what was done', () => {
  let server: RedisServer;
  let redis: Redis;
  let dir: string;
  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
  });
  beforeEach(async () => {
    await redis.flushall();
    dir = mkdtempSync(join(tmpdir(), 'resus-audit-'));
    const plans = createPlanStore(redis);
    for (const planId of ['plan-a', 'plan-b']) {
      await plans.append({ planId, eventId: 'planned', event: planned(restartPlan) });
      await plans.append({ planId, eventId: 'approved', event: approved, ifSeq: 1 });
    }
    await anchorHead(redis, dir, 1000);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  /** Long after the sample records were written. */
  const now = Date.UTC(2100, 0);
  const problems = async (): Promise<string> => (await verifyAudit(redis, dir, { now })).problems.join('\n');
  const lines = () => redis.lrange(auditKeys.records, 0, -1);

  test('is whole as it was written, and anchored once for each head', async () => {
    expect(await anchorHead(redis, dir, 2000)).toBeUndefined();
    expect(await verifyAudit(redis, dir, { now })).toEqual({ records: 4, anchors: 1, problems: [] });
    expect(await Array.fromAsync(exportAudit(redis))).toEqual(await lines());
  });

  test('an edited line is found', async () => {
    const [, second = ''] = await lines();
    await redis.lset(auditKeys.records, 1, second.replace('U0SRE', 'U0OTHER'));
    expect(await problems()).toContain('line 2 (approved) was changed');
  });

  test('a removed, a moved and an added line are found', async () => {
    const [, second = '', third = ''] = await lines();
    await redis.lrem(auditKeys.records, 1, second);
    expect(await problems()).toContain('something was removed, added or moved');
    await redis.linsert(auditKeys.records, 'AFTER', third, second);
    expect(await problems()).toContain('line 2 does not follow');
    await redis.rpush(auditKeys.records, second);
    expect(await problems()).toContain('the head is not that of the last line');
  });

  test('a record written anew with hashes that fit is found by the anchor outside', async () => {
    const records = (await lines()).map((line) => JSON.parse(line) as AuditRecord);
    await redis.del(auditKeys.records);
    let head = noHead;
    for (const { at, what, planId = '', data } of records) {
      const next = chain(head, { at, what: what === 'approved' ? 'denied' : what, planId, data });
      await redis.rpush(auditKeys.records, next.line);
      head = next.head;
    }
    await redis.set(auditKeys.head, head);
    expect(await problems()).toContain('stands there no longer: the record was written anew');
  });

  test('the log holds a head with its signature in full, so that the file alone cannot be rewritten', async () => {
    const log = createQuietLog();
    await redis.set(auditKeys.head, '5:another-head');
    await createAnchoring({ redis, dataDir: dir, log, tell: async () => {} })();
    const [, kept = ''] = readFileSync(join(dir, 'audit-heads.log'), 'utf8').trim().split('\n');
    const { signature } = JSON.parse(kept) as { signature: string };
    expect(createRedact([])(JSON.stringify(log.lines))).toContain(signature);
  });

  test('a record of which no head is kept is a finding, unless it is younger than the heads are apart', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'resus-audit-'));
    try {
      expect((await verifyAudit(redis, elsewhere, { now })).problems.join()).toContain(
        'no head of this record',
      );
      const [first = ''] = await lines();
      const { at } = JSON.parse(first) as AuditRecord;
      expect((await verifyAudit(redis, elsewhere, { now: at + 60_000 })).problems).toEqual([]);
      const head = (await redis.get(auditKeys.head)) ?? '';
      expect((await verifyAudit(redis, elsewhere, { now, heads: [head] })).problems).toEqual([]);
      expect((await verifyAudit(redis, elsewhere, { now, heads: [`${head}0`] })).problems.join()).toContain(
        'the record was written anew',
      );
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  test('a record cut back to before a kept head, and one with rubbish in it, are found', async () => {
    await redis.rpop(auditKeys.records);
    expect(await problems()).toContain('what stood at line 4');
    await redis.rpush(auditKeys.records, 'rubbish');
    expect(await problems()).toContain('line 4 is no record');
  });

  test('an edited anchor is found by its signature', async () => {
    const file = join(dir, 'audit-heads.log');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"at":1000', '"at":1001'));
    expect(await problems()).toContain('no right signature');
  });
});
