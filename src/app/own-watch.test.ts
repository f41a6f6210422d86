import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { readCatalog } from '#services/read-catalog.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createDeadMan, createWatchPulse } from './own-watch.ts';

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

function parts(lastAt: number | undefined, put: unknown[] = []) {
  const core = {
    catalog: { current: () => readCatalog(text('    watch: { every: 15s }'), 'resus.yaml') },
    log: createQuietLog(),
  };
  const outbox = { put: async (messages: readonly unknown[]) => (put.push(...messages), []) };
  const own = { samples: { pulse: async () => lastAt }, outbox, queues: { pump: async () => {} } };
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
  await createDeadMan(...parts(Date.now() - 1_000))();
  expect(asked).toEqual(['/ping/secret']);
  await createDeadMan(...parts(Date.now() - 61_000))();
  expect(asked).toEqual(['/ping/secret']);
});

test('an address that is away ends nothing', async () => {
  process.env['RESUS_TEST_DEAD_MAN'] = 'http://127.0.0.1:1/ping';
  await expect(createDeadMan(...parts(Date.now()))()).resolves.toBeUndefined();
});

test('the ops channel is told when the monitors do not run, by the same words however often it is seen', async () => {
  const put: { readonly id: string; readonly body: { readonly text: string } }[] = [];
  await createWatchPulse(...parts(Date.now() - 61_000, put))();
  expect(put).toHaveLength(1);
  expect(put[0]?.body.text).toContain('My monitors do not run');
  await createWatchPulse(...parts(Date.now() - 1_000, put))();
  expect(put).toHaveLength(1);
});
