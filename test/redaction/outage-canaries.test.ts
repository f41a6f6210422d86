import { globSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { token } from '#test/alerts/alert-server.ts';
import { describeWith } from '#test/needs.ts';
import { type Product, startProduct } from '#test/stories/product.ts';
import { base64, random, word } from './parts.ts';
import { secrets } from './secrets.ts';
import { scaled } from '#test/scaled.ts';

/** The catalog refers to it as env:RESUS_TEST_CANARY; no shape and no key gives it away. */
const known = ['violet', 'and', 'some', 'thunder'].join(' ');
const shaped = secrets.filter(({ text, secret }) => !text.includes('\n') && secret.length >= 8).slice(0, 40);
const canaries = [...new Set([known, base64(`app:${known}`), random, ...shaped.map(({ secret }) => secret)])];
const innocent = 'this line may be read by everyone';

/** Takes the calls of an escalation, and is the service that is watched. */
function startWeb() {
  const heard: string[] = [];
  const server: Server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text) => heard.push(`${request.url} ${text}`));
    request.on('end', () =>
      response.writeHead(503, `password=${word}${random}`).end(`${known} password=${random}`),
    );
  });
  return new Promise<{ url: string; heard: string[]; stop: () => void }>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve({ url, heard, stop: () => void server.close() });
    });
  });
}

describeWith(['redis'], 'canaries in everything that tells of an outage', () => {
  let web: Awaited<ReturnType<typeof startWeb>>;
  let product: Product;
  const written: string[] = [];

  beforeAll(async () => {
    web = await startWeb();
    Object.assign(process.env, {
      RESUS_TEST_ALERTS: token,
      RESUS_TEST_CANARY: known,
      RESUS_TEST_PAGER: `${web.url}/call`,
      LOG_LEVEL: 'debug',
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    const at = { host: 'web-1', run: { systemd: 'api' } };
    const watched = {
      public: { url: `${web.url}/?token=${random}` },
      watch: { every: '5s', fail: '1 of 1' },
    };
    product = await startProduct({
      slack: { channel: '#ops' },
      people: { pager: { users: ['U0BJORN'], webhook: 'env:RESUS_TEST_PAGER' } },
      alerts: {
        generic: {
          token: 'env:RESUS_TEST_ALERTS',
          service_from: 'service',
          state_from: 'state',
          down: ['down'],
          up: ['up'],
          title_from: 'title',
          link_from: 'link',
          fingerprint_from: 'id',
        },
        deploys: { token: 'env:RESUS_TEST_ALERTS' },
      },
      hosts: { 'web-1': { address: '127.0.0.1', port: 1, user: 'bot', key: 'env:RESUS_TEST_CANARY' } },
      services: {
        api: { ...at, escalate: [{ after: '1s', to: 'pager' }] },
        worker: at,
        shop: { ...at, ...watched },
      },
    });
  });
  afterAll(async () => {
    await product.stop();
    web.stop();
    vi.restoreAllMocks();
    for (const name of ['RESUS_TEST_ALERTS', 'RESUS_TEST_CANARY', 'RESUS_TEST_PAGER', 'LOG_LEVEL'])
      delete process.env[name];
  });

  const post = async (path: string, body: object): Promise<number> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const url = `${product.httpUrl}/alerts/${path}`;
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };

  /** Every place to which something went, as one text each. */
  function placesOf(): Record<string, string> {
    const { workspace, configFile } = product;
    const disk = join(dirname(configFile), 'redis', 'appendonlydir');
    const files = workspace.files();
    return {
      // Redis writes every command to its file: what was deleted meanwhile is in there too.
      redis: globSync('*', { cwd: disk })
        .map((file) => readFileSync(join(disk, file), 'utf8'))
        .join('\n'),
      calls: JSON.stringify(workspace.calls()),
      messages: JSON.stringify([workspace.messages('#ops'), workspace.ephemerals('U0ROSA')]),
      private: JSON.stringify(workspace.messages('D0BJORN')),
      reports: files.map(({ id }) => workspace.fileBytes(id)?.toString()).join('\n'),
      pager: web.heard.join('\n'),
      log: written.join(''),
    };
  }

  test('none is in redis, in slack, in a report, in the call of a pager or in the log', {
    timeout: scaled(120_000),
  }, async () => {
    const { workspace } = product;
    const rosa = workspace.as('U0ROSA');
    const title = `${innocent}: ${known}, ${base64(`app:${known}`)}`;
    const link = `https://checks.example.test/1?token=${random}`;
    const alert = { service: 'api', state: 'down', id: `job password=${random}`, title, link };
    expect(await post('generic', alert)).toBe(200);
    for (const [i, { text }] of shaped.entries())
      expect(await post('generic', { ...alert, id: `check-${i}`, title: text })).toBe(200);
    expect(await post('generic', { ...alert, service: `password=${random}` })).toBe(422);
    await post('deploys', { service: 'api', version: `v2 password=${random}`, by: `token ${known}` });
    await rosa.command('/outage', `open worker ${innocent}, password=${random}, ${known}`);
    const report = (service: string) =>
      workspace.files().find(({ name }) => name.startsWith(`post-mortem-${service}`));
    const isTold = (text: string) => workspace.messages('#ops').some((one) => one.text.includes(text));
    await workspace.until(() => isTold('worker') && isTold('shop') && isTold('api'), 20_000);
    await expect.poll(() => web.heard.join(), { timeout: scaled(20_000) }).toContain('/call');
    await rosa.command('/outage', `silence worker password=${random}`);
    for (const service of ['api', 'worker'])
      await rosa.command('/outage', `resolve ${service} it was ${known}, password=${random}`);
    await workspace.until(() => report('api') !== undefined && report('worker') !== undefined, 30_000);
    const places = placesOf();
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      canaries
        .filter((one) => text.includes(one) || text.includes(JSON.stringify(one).slice(1, -1)))
        .map((one) => [place, one]),
    );
    expect(leaks).toEqual([]);
    for (const place of ['redis', 'calls', 'messages', 'private', 'reports', 'pager'])
      expect([place, places[place]?.includes('[redacted]')]).toEqual([place, true]);
    for (const place of ['redis', 'messages', 'private', 'reports', 'pager'])
      expect([place, places[place]?.includes(innocent)]).toEqual([place, true]);
    expect(places['log']).not.toBe('');
  });
});
