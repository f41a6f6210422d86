import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Redis } from 'ioredis';
import { systemClock } from '#base/clock.ts';
import { isReady, workerConnection } from '#redis/redis.ts';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '@resus/sandbox';
import { describeWith } from '#test/needs.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { checkShapes } from '#test/refused-shapes.ts';
import { startRedis, type RedisServer } from '#test/redis-server.ts';
import { createClients } from './client.ts';
import { createLadder } from './block-fallbacks.ts';
import { threadOf } from './message.ts';
import { createPaceStore } from './redis-rate-limit.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createPace } from './rate-limit.ts';
import { createPump } from './pump.ts';
import { scaled } from '#test/scaled.ts';

const ops = 'C0OPS';
const thread = `${ops}/a`;
const file = { filename: 'evidence.txt', title: 'Evidence', content: 'what was seen: é' };

describeWith(['redis'], 'a file of a thread', () => {
  let server: RedisServer;
  let redis: Redis;
  let workspace: Workspace;

  beforeAll(async () => {
    server = await startRedis();
    redis = workerConnection(server.url, () => {});
    await isReady(redis, 5000);
  });
  beforeEach(async () => {
    await redis.flushall();
    await open({});
  });
  afterEach(async () => {
    await workspace.stop();
    checkShapes(workspace);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  async function open(options: WorkspaceOptions): Promise<void> {
    workspace = await startWorkspace(options);
  }

  /** Puts a parent and its file, and pumps until nothing is left to do; answers what Slack shows in the end. */
  async function share() {
    const log = createQuietLog();
    const { botToken, apiUrl } = workspace;
    const budgets = createPaceStore(redis);
    const outbox = createOutboxStore(redis, systemClock);
    const pump = createPump({
      outbox,
      client: createClients({ botToken, apiUrl }, log).delivery,
      pace: createPace(budgets, systemClock),
      blockFallbacks: createLadder(budgets),
      clock: systemClock,
      log,
    });
    const parent = { channel: ops };
    const reply = { channel: ops, parent: 'a' };
    await outbox.put([
      { id: 'a', thread: threadOf('a', parent), place: parent, version: 1, body: { text: 'parent' } },
      { id: 'f', thread: threadOf('f', reply), place: reply, version: 1, body: file },
    ]);
    for (;;) {
      const { retryInMs } = await pump(thread, new AbortController().signal);
      if (retryInMs === undefined) break;
      await new Promise((resolve) => setTimeout(resolve, retryInMs));
    }
    const shown = () => workspace.messages(ops).filter(({ files = [] }) => files.length > 0);
    await workspace.until(() => shown().length > 0, 5000);
    // A second one would come as late as the first.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return shown();
  }

  test('stands there once, also when the answer to it was lost', async () => {
    workspace.faults.drop('files.completeUploadExternal');
    const [only, ...more] = await share();
    expect(more).toEqual([]);
    expect(only?.thread_ts).toBe(workspace.messages(ops)[0]?.ts);
    expect(workspace.fileBytes(only?.files?.[0]?.id ?? '')?.toString()).toBe(file.content);
  });

  test('that Slack took and shows late, and does not know meanwhile, is not sent again', async () => {
    await workspace.stop();
    await open({ shareFilesAfterMs: 3000 });
    workspace.faults.drop('files.completeUploadExternal');
    expect(await share()).toHaveLength(1);
    expect(workspace.calls('files.completeUploadExternal')).toHaveLength(1);
    expect(workspace.calls('files.getUploadURLExternal')).toHaveLength(1);
  });

  test('is not forgotten by a 429 or 500 while it is looked for', async () => {
    workspace.faults.drop('files.completeUploadExternal');
    workspace.faults.rateLimit('files.info', { retryAfterS: 1 });
    workspace.faults.fail('files.info');
    expect(await share()).toHaveLength(1);
    expect(workspace.calls('files.getUploadURLExternal')).toHaveLength(1);
  });

  test('whose completion never arrived is completed later, with the bytes that are there', {
    timeout: scaled(20_000),
  }, async () => {
    workspace.faults.lose('files.completeUploadExternal');
    expect(await share()).toHaveLength(1);
    expect(workspace.calls('files.getUploadURLExternal')).toHaveLength(1);
    expect(workspace.calls('files.completeUploadExternal')).toHaveLength(2);
  });
});
