import { expect, test } from 'vitest';
import type { TcpAnswer } from '#catalog/ask.ts';
import type { Monitor } from '#catalog/monitors.ts';
import { createRunMonitor } from './run-monitor.ts';
import type { MonitorState } from './monitor-state.ts';

const never = () => Promise.reject(new Error('a check of a port asks nothing else'));
const monitor: Monitor = {
  id: 'api/port',
  service: 'api',
  everyMs: 10_000,
  timeoutMs: 1_000,
  fail: { n: 3, of: 5 },
  check: { kind: 'tcp', host: '192.0.2.5', port: 5432 },
};

test('a check that cannot be made is told once, and once more after it could be', async () => {
  const blind: string[] = [];
  let monitorState: MonitorState | undefined;
  let answer: TcpAnswer = { outcome: 'answered', tookMs: 1 };
  const run = createRunMonitor({
    monitors: () => new Map([[monitor.id, monitor]]),
    ports: {
      http: never,
      tls: never,
      tcp: async () => answer,
      shell: never,
      lastBeat: never,
      clock: { now: () => 1_000_000 },
    },
    store: {
      read: async () => ({ version: '', ...(monitorState === undefined ? {} : { monitorState }) }),
      record: async (entry) => {
        ({ monitorState } = entry);
        return true;
      },
      forgive: never,
      pending: async () => [],
      taken: async () => {},
    },
    deliver: async () => {},
    redact: (text) => text.replace('hunter2', '…'),
    tellBlind: (id, detail) => blind.push(`${id}: ${detail}`),
  });
  const turn = (n: number): Promise<void> => run(monitor.id, n * 10_000, new AbortController().signal);
  await turn(1);
  expect(blind).toEqual([]);
  const lost = { outcome: 'lost', reason: 'other', detail: 'no key hunter2', tookMs: 1 } as const;
  answer = lost;
  await turn(2);
  await turn(3);
  expect(blind).toEqual(['api/port: no key …']);
  answer = { outcome: 'answered', tookMs: 1 };
  await turn(4);
  answer = lost;
  await turn(5);
  expect(blind).toHaveLength(2);
});
