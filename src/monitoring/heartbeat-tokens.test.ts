import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import type { Monitor } from '#catalog/monitors.ts';
import { readBeatTokens } from './heartbeat-tokens.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'resus-beats-'));
});
afterEach(() => {
  delete process.env['RESUS_TEST_BEAT'];
  rmSync(dir, { recursive: true, force: true });
});

const monitor = (id: string, token: string): Monitor => ({
  id,
  service: 'api',
  everyMs: 10_000,
  timeoutMs: 1_000,
  fail: { n: 1, of: 1 },
  check: { kind: 'heartbeat', token, silenceMs: 60_000 },
});

test('a token is read from the environment or a private file, without the newline of its editor', async () => {
  process.env['RESUS_TEST_BEAT'] = 'one-of-the-environment';
  const file = join(dir, 'beat');
  writeFileSync(file, 'one-of-a-file\n', { mode: 0o600 });
  const monitors = [monitor('api/backup', 'env:RESUS_TEST_BEAT'), monitor('api/report', `file:${file}`)];
  const monitorOf = await readBeatTokens(monitors, createQuietLog());
  expect(monitorOf('one-of-the-environment')).toBe('api/backup');
  expect(monitorOf('one-of-a-file')).toBe('api/report');
  for (const wrong of ['', 'one-of-a-file\n', 'env:RESUS_TEST_BEAT', 'one-of-a-fil'])
    expect(monitorOf(wrong)).toBeUndefined();
});

test('one that is not set, or that others may read, belongs to nobody and is told without its value; the others work', async () => {
  process.env['RESUS_TEST_BEAT'] = 'right';
  const open = join(dir, 'open');
  writeFileSync(open, 'everybody-can-read-this');
  chmodSync(open, 0o644);
  const log = createQuietLog();
  const monitorOf = await readBeatTokens(
    [
      monitor('api/unset', 'env:RESUS_TEST_NO_SUCH_BEAT'),
      monitor('api/open', `file:${open}`),
      monitor('api/backup', 'env:RESUS_TEST_BEAT'),
    ],
    log,
  );
  expect(monitorOf('right')).toBe('api/backup');
  expect(monitorOf('everybody-can-read-this')).toBeUndefined();
  expect(log.lines.map(({ level, data }) => [level, (data as { monitor?: string }).monitor])).toEqual([
    ['error', 'api/unset'],
    ['error', 'api/open'],
  ]);
  expect(JSON.stringify(log.lines)).not.toContain('everybody-can-read-this');
});

test('a token of spaces belongs to nobody, and of two that are the same one is heard; both are told', async () => {
  process.env['RESUS_TEST_BEAT'] = ' \n';
  const log = createQuietLog();
  const nobody = await readBeatTokens([monitor('api/backup', 'env:RESUS_TEST_BEAT')], log);
  expect(nobody('')).toBeUndefined();
  process.env['RESUS_TEST_BEAT'] = 'right';
  const tokens = ['api/backup', 'api/report'].map((id) => monitor(id, 'env:RESUS_TEST_BEAT'));
  expect((await readBeatTokens(tokens, log))('right')).toBe('api/backup');
  expect(log.lines).toMatchObject([
    { level: 'error', data: { monitor: 'api/backup' } },
    { level: 'error', data: { monitor: 'api/report', heard: 'api/backup' } },
  ]);
});
