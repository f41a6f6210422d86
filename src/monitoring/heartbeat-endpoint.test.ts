import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createQuietLog } from '#test/quiet-log.ts';
import { createBeats } from './heartbeat-endpoint.ts';

let server: Server;
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const monitorOf = (token: string) =>
  ['right', 'a/b+c==', 'clé à part'].includes(token) ? 'api/backup' : undefined;

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

test('a token with odd characters is known as it is and as clients write it; what is no such writing is unknown', async () => {
  const heard: string[] = [];
  const url = await listen(async (id) => void heard.push(id));
  const said = async (path: string): Promise<number> => (await fetch(`${url}/beat/${path}`)).status;
  expect(await said('a/b+c==')).toBe(200);
  expect(await said('a%2Fb%2Bc%3D%3D')).toBe(200);
  expect(await said(encodeURIComponent('clé à part'))).toBe(200);
  expect(heard).toHaveLength(3);
  for (const path of ['%E0%A4%A', '%', 'a%252Fb%252Bc%253D%253D', '__proto__', 'constructor', '..%2Fhealthz'])
    expect(await said(path)).toBe(404);
  const head = await fetch(`${url}/beat/right`, { method: 'HEAD' });
  expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(heard).toHaveLength(3);
});

test('what could not be stored is not answered as heard', async () => {
  const url = await listen(async () => {
    throw new Error('away');
  });
  expect((await fetch(`${url}/beat/right`)).status).toBe(503);
});
