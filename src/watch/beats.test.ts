import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import { createBeats } from './beats.ts';

let server: Server;
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const monitorOf = (token: string) => (token === 'right' ? 'api/backup' : undefined);

async function listen(beat: (monitorId: string) => Promise<void>): Promise<string> {
  server = createServer(createBeats({ monitorOf, beat, log: createQuietLog() }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a job is heard by GET and by POST with its token, and with no other', async () => {
  const heard: string[] = [];
  const url = await listen(async (id) => void heard.push(id));
  expect((await fetch(`${url}/beat/right?from=cron`)).status).toBe(200);
  expect((await fetch(`${url}/beat/right`, { method: 'POST', body: 'done' })).status).toBe(200);
  expect((await fetch(`${url}/beat/wrong`)).status).toBe(404);
  expect((await fetch(`${url}/beat/`)).status).toBe(404);
  expect((await fetch(`${url}/beat/right`, { method: 'DELETE' })).status).toBe(405);
  expect(heard).toEqual(['api/backup', 'api/backup']);
});

test('what could not be stored is not answered as heard', async () => {
  const url = await listen(async () => {
    throw new Error('away');
  });
  expect((await fetch(`${url}/beat/right`)).status).toBe(503);
});
