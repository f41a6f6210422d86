import { expect, test } from 'vitest';
import { createRedact } from '#redaction/redact.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Run } from './events.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { sampleCatalog } from '#test/sample-catalog.ts';
import { concluded, faulty, sampleRun, started } from '#test/sample-runs.ts';
import { createLogsJob, type LogsJobDeps } from './logs-job.ts';
import type { Addition } from './run-thread.ts';

const catalog = sampleCatalog();
const run: Run = sampleRun(started, concluded(faulty));
const now = Date.UTC(2026, 10, 20, 3, 5, 9);
const payload = { runId: run.id, requestId: 'logs-1', catalogHash: catalog.hash, notAfter: now + 1 };
const lives = new AbortController().signal;

const talkative: ProbeTransport['shell'] = async (_host, asks, settled) => {
  for (const i of asks.keys())
    settled(i, {
      outcome: 'exited',
      code: 0,
      text: 'DB_PASSWORD=hunter2hunter2',
      truncated: false,
      tookMs: 1,
    });
};

const refusing: ProbeTransport['shell'] = async (_host, asks, settled) => {
  for (const i of asks.keys())
    settled(i, { outcome: 'unreachable', reason: 'refused', detail: 'ECONNREFUSED', tookMs: 1 });
};
const platform: ProbeTransport['platform'] = async () => ({
  outcome: 'lost',
  reason: 'lost',
  detail: '',
  tookMs: 1,
});

function job(more: Partial<LogsJobDeps> = {}) {
  const added: Addition[] = [];
  const process = createLogsJob({
    runs: { find: async () => ({ run, seq: 9 }) },
    thread: { add: async (_run, addition) => void added.push(addition) },
    transport: { shell: talkative, platform },
    catalog: () => catalog,
    redact: createRedact(),
    clock: { now: () => now },
    log: createQuietLog(),
    ...more,
  });
  return { process, added };
}

test('the file is named after service and time, and has passed redaction', async () => {
  const { process, added } = job();
  expect(await process(payload, lives)).toEqual({ end: 'done' });
  expect(added).toMatchObject([{ id: 'logs-1', filename: 'logs-api-20261120T030509Z.txt' }]);
  expect(JSON.stringify(added)).toContain('DB_PASSWORD=[redacted]');
  expect(JSON.stringify(added)).not.toContain('hunter2');
});

test('logs that nobody could read are a file that says so in its title', async () => {
  const { process, added } = job({ transport: { shell: refusing, platform } });
  await process(payload, lives);
  expect(added).toMatchObject([{ title: { en: expect.stringContaining('none could be read') } }]);
  expect(JSON.stringify(added)).toContain('(the connection was refused (ECONNREFUSED))');
});

test('an ask that came too late is told, not carried out', async () => {
  const { process, added } = job();
  await process({ ...payload, notAfter: now - 1 }, lives);
  expect(added).toMatchObject([{ says: { en: expect.stringContaining('no worker was free') } }]);
});

test('a worker with another catalog gives the job back, and says so when time is up', async () => {
  const { process, added } = job();
  expect(await process({ ...payload, catalogHash: 'other' }, lives)).toEqual({ end: 'later', inMs: 2000 });
  expect(added).toEqual([]);
  await process({ ...payload, catalogHash: 'other', notAfter: now - 1 }, lives);
  expect(added).toMatchObject([{ says: { en: expect.stringContaining('the catalog changed') } }]);
});

test('a service that left the catalog is told; a stopping worker leaves the job to the next', async () => {
  const gone = job({ runs: { find: async () => ({ run: { ...run, service: 'gone' }, seq: 1 }) } });
  await gone.process(payload, lives);
  expect(gone.added).toMatchObject([{ says: { en: '{service} is no longer in the catalog.' } }]);
  const stopped = job();
  await expect(stopped.process(payload, AbortSignal.abort())).rejects.toMatchObject({ retryable: true });
  expect(stopped.added).toEqual([]);
});
