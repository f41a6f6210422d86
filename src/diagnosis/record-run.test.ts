import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Run } from './events.ts';
import { producerConnection } from '#redis/redis.ts';
import { createRunStore } from './redis-run-store.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { asked, concluded, faulty, observation, started } from '#test/sample-runs.ts';
import { createRecorder } from './record-run.ts';
import type { RunStore } from './run-store.ts';
import { scaled } from '#test/scaled.ts';

describeWith(['redis'], 'what a diagnosis tells is written down', () => {
  let server: RedisServer;
  let redis: Redis;
  let runs: RunStore;
  let isWatched = false;
  let shown: { readonly run: Run; readonly seq: number }[] = [];
  beforeAll(async () => {
    server = await startRedis();
    redis = producerConnection(server.url, () => {});
    // What is read the moment something is new: a follower sees this at the earliest.
    runs = createRunStore(redis, () => void (isWatched && see()));
    await new Promise((resolve) => redis.once('ready', resolve));
  });
  beforeEach(async () => {
    await redis.flushall();
    isWatched = false;
    shown = [];
    await runs.append({ runId: 'r', eventId: 'asked', event: asked });
    isWatched = true;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const see = async (): Promise<void> => {
    const stored = await runs.find('r');
    if (stored !== undefined) shown.push(stored);
  };
  async function record(attempt: string) {
    const stored = await runs.find('r');
    if (stored === undefined) throw new Error('the run was asked for');
    return createRecorder({ runs, redact: (text) => text }, stored, attempt);
  }
  const says = { en: 'running', fr: 'en marche' };
  const looks = Array.from({ length: 1_250 }, (_, i) => observation(`probe${i}`, 'ok', says));

  test('a thousand things told at once keep their order, and are shown a few times, the last one complete', async () => {
    const recorder = await record('a');
    recorder.tell(started);
    for (const seen of looks) recorder.tell({ type: 'observed', at: 1, observation: seen });
    recorder.tell(concluded(faulty));
    const { run, seq } = await recorder.settled();
    expect(seq).toBe(1_253);
    expect(run.observations).toEqual(looks);
    expect(await runs.find('r')).toEqual({ run, seq });
    await expect.poll(() => shown.at(-1)?.seq).toBe(1_253);
    expect(shown[0]?.run).toMatchObject({ state: 'looking', observations: [] });
    expect(shown.at(-1)).toEqual({ run, seq });
    expect(shown.length).toBeLessThan(20);
  });

  test('a processing that was overtaken stops in the middle of what it tells', async () => {
    const old = await record('old');
    old.tell(started);
    await old.settled();
    const newer = await record('new');
    newer.tell(started);
    await newer.settled();
    for (const seen of looks.slice(0, 10)) old.tell({ type: 'observed', at: 1, observation: seen });
    await old.settled();
    expect(old.stopped.reason).toBe('superseded');
    expect((await runs.find('r'))?.run.observations).toEqual([]);
  });

  test('when redis refuses, it stops and says why at the end', async () => {
    const recorder = await record('a');
    await server.kill();
    recorder.tell(started);
    await expect(recorder.settled()).rejects.toThrow("Stream isn't writeable");
    expect(recorder.stopped.aborted).toBe(true);
    await server.restart();
    await expect.poll(() => redis.status, { timeout: scaled(5_000) }).toBe('ready');
  });
});
