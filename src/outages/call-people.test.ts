import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { outageOf } from './outage-history.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { opened } from '#test/outages/sample-story.ts';
import { createQuietLog } from '#test/quiet-log.ts';
import { createCallPeople } from './call-people.ts';

const catalog = readCatalog(
  `
people:
  sre: { users: [U0SRE, U0NIGHT] }
  pager: { webhook: env:RESUS_TEST_PAGER }
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services: { api: { host: web-1, run: { systemd: api } } }
`,
  'resus.yaml',
);
const outage = outageOf('outage-1', [opened(12)]);

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
  delete process.env['RESUS_TEST_PAGER'];
});

function start() {
  const put: { readonly id: string; readonly place: { readonly channel: string } }[] = [];
  const errors: unknown[] = [];
  const log = { ...createQuietLog(), error: (data: unknown) => void errors.push(data) };
  const core = { catalog: { current: () => catalog }, log, clients: { interactive: {} } };
  const parts = {
    outbox: { put: async (messages: typeof put) => (put.push(...messages), []) },
    queues: { pump: async () => {} },
    linkRun: async () => 'https://example.test/archives/C0OPS/p1',
  };
  const call = createCallPeople(core as never, parts as never);
  return { put, errors, call: (to: string) => call('outage-1.escalated/0/0', to, outage as never) };
}

async function listen(status: number): Promise<object[]> {
  const told: object[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      told.push(JSON.parse(text) as object);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  process.env['RESUS_TEST_PAGER'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`;
  return told;
}

test('each of them is told in private, by an id that makes a second call the same one', async () => {
  const { put, call } = start();
  await call('sre');
  expect(put.map(({ id, place }) => [id, place.channel])).toEqual([
    ['outage-1.escalated/0/0.U0SRE', 'U0SRE'],
    ['outage-1.escalated/0/0.U0NIGHT', 'U0NIGHT'],
  ]);
});

test('a pager is told what is down, since when, and where people talk about it', async () => {
  const told = await listen(200);
  await start().call('pager');
  expect(told).toEqual([
    expect.objectContaining({
      id: 'outage-1.escalated/0/0',
      outage: 'outage-1',
      service: 'api',
      severity: 'critical',
      state: 'down',
      link: 'https://example.test/archives/C0OPS/p1',
    }),
  ]);
});

test('a pager that is away, or refuses, is in the log without its address, and stops nothing', async () => {
  await listen(500);
  const { errors, call } = start();
  await call('pager');
  process.env['RESUS_TEST_PAGER'] = 'http://127.0.0.1:1/secret';
  await call('pager');
  delete process.env['RESUS_TEST_PAGER'];
  await call('pager');
  expect(errors).toHaveLength(3);
  expect(errors.map((one) => (one as { err: Error }).err.message).join(' ')).not.toContain('secret');
});
