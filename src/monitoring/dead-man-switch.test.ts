import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createDeadMan, createWatchPulse } from './dead-man-switch.ts';

const text = (watch: string): string => `
slack: { channel: "#ops" }
outages: { dead_man: { url: env:RESUS_TEST_DEAD_MAN } }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api:
    host: web-1
    run: { systemd: api }
    public: { url: "https://api.example.test" }
${watch}`;

let server: Server | undefined;
afterEach(() => {
  server?.close();
  delete process.env['RESUS_TEST_DEAD_MAN'];
});

function parts(lastAt: () => number | undefined, put: unknown[] = []) {
  const core = {
    catalog: { current: () => readCatalog(text('    watch: { every: 15s }'), 'resus.yaml') },
    log: createQuietLog(),
  };
  const outbox = { put: async (messages: readonly unknown[]) => (put.push(...messages), []) };
  const own = { samples: { pulse: async () => lastAt() }, outbox, queues: { pump: async () => {} } };
  return [core as never, own as never] as const;
}

async function listen(): Promise<string[]> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  process.env['RESUS_TEST_DEAD_MAN'] =
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/secret\n`;
  return asked;
}

test('the outside watcher hears of monitors that run, and nothing of those that do not', async () => {
  const asked = await listen();
  await createDeadMan(...parts(() => Date.now() - 1_000))();
  expect(asked).toEqual(['/ping/secret']);
  await createDeadMan(...parts(() => Date.now() - 61_000))();
  expect(asked).toEqual(['/ping/secret']);
});

test('an address that is away ends nothing', async () => {
  process.env['RESUS_TEST_DEAD_MAN'] = 'http://127.0.0.1:1/ping';
  await expect(createDeadMan(...parts(() => Date.now()))()).resolves.toBeUndefined();
});

type Put = { readonly id: string; readonly body: { readonly text: string } };

/** Twenty seconds pass between two sweeps that look. */
async function sweeps(look: () => Promise<void>, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 20) {
    await look();
    vi.setSystemTime(Date.now() + 20_000);
  }
}

describe('on a clock of the test', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 2, 9, 8, 0) }));
  afterEach(() => vi.useRealTimers());

  test('the ops channel is told when the monitors do not run, once however often it is seen, and when they do again', async () => {
    const put: Put[] = [];
    let lastAt = Date.now();
    const look = createWatchPulse(...parts(() => lastAt, put));
    await sweeps(look, 60);
    expect(put).toEqual([]);
    await sweeps(look, 60);
    expect(new Set(put.map(({ id }) => id)).size).toBe(1);
    expect(put[0]?.body.text).toContain('My monitors do not run: no check since 2026-03-09 08:00:00 UTC');
    put.length = 0;
    lastAt = Date.now();
    await sweeps(look, 60);
    expect(put.map(({ body }) => body.text)).toEqual([
      '🟢 My monitors run again. What happened since 2026-03-09 08:00:00 UTC was not seen.',
    ]);
  });

  test('after hours without any process it is told once, when the monitors run again, and not that they do not', async () => {
    const put: Put[] = [];
    let lastAt = Date.now() - 3 * 3_600_000;
    const look = createWatchPulse(...parts(() => lastAt, put));
    await sweeps(look, 40);
    expect(put).toEqual([]);
    lastAt = Date.now();
    await sweeps(look, 40);
    expect(put.map(({ body }) => body.text)).toEqual([
      '🟢 My monitors run again. What happened since 2026-03-09 05:00:00 UTC was not seen.',
    ]);
  });

  test('monitors that do not come back with the workers are told of a minute later', async () => {
    const put: Put[] = [];
    const lastAt = Date.now() - 3 * 3_600_000;
    const look = createWatchPulse(...parts(() => lastAt, put));
    await sweeps(look, 80);
    expect(put).toEqual([]);
    await sweeps(look, 20);
    expect(put[0]?.body.text).toContain('no check since 2026-03-09 05:00:00 UTC');
  });

  test('a clock that is set forward stops nothing, and one that is set back hides no stop', async () => {
    const put: Put[] = [];
    let lastAt = Date.now();
    const look = createWatchPulse(...parts(() => lastAt, put));
    const hourMs = 3_600_000;
    await sweeps(look, 20);
    vi.setSystemTime(Date.now() + hourMs);
    await look();
    lastAt = Date.now();
    await sweeps(look, 60);
    expect(put).toEqual([]);
    vi.setSystemTime(Date.now() - hourMs);
    await sweeps(look, 60);
    expect(put).toEqual([]);
    await sweeps(look, 60);
    expect(put.at(-1)?.body.text).toContain('My monitors do not run');
  });
});
