import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import type { Service } from '#catalog/catalog.ts';
import { logBundle, platformBundle, readBundlePart, readPlatformPart } from './log-bundle.ts';

function serviceWith(yaml: string): Service {
  const text = `hosts: { web-1: { address: 192.0.2.5, user: bot } }\nservices: { api: { host: web-1, ${yaml} } }`;
  const service = readCatalog(text, 'resus.yaml').services['api'];
  if (service === undefined) throw new Error('the catalog has api');
  return service;
}

test('the bundle of a unit behind nginx has its journal, its files, the test of nginx and its definition', () => {
  const service = serviceWith(
    'run: { systemd: payments }, proxy: { nginx: /etc/nginx/sites-enabled/api }, logs: [journal, /var/log/app.log]',
  );
  expect(logBundle(service).map(({ title }) => title)).toEqual([
    'journalctl -u payments',
    '/var/log/app.log',
    'nginx -t',
    'systemctl cat payments',
  ]);
});

test.each([
  'run: { systemd: a }',
  'run: { supervisor: a }',
  'run: { docker: a }',
  'run: { compose: a }',
  'run: { pm2: a }',
])('no log of %s stays at 200 lines where more may be read', (yaml) => {
  const commands = logBundle(serviceWith(yaml)).map(({ ask }) => ask.command);
  expect(commands.some((command) => command.includes('echo 500'))).toBe(true);
  for (const command of commands) {
    expect(command).not.toMatch(/ (?:-n|--tail) 200\b/);
  }
});

test('a long file is read up to its last 500 lines', () => {
  const dir = mkdtempSync(join(tmpdir(), 'resus-bundle-'));
  const path = join(dir, 'app.log');
  writeFileSync(path, Array.from({ length: 900 }, (_, i) => `line ${i + 1}\n`).join(''));
  const [part] = logBundle(serviceWith(`run: { docker: none }, logs: [${path}]`)).filter(
    ({ title }) => title === path,
  );
  if (part === undefined) throw new Error('there is a file');
  const text = execFileSync('/bin/sh', ['-c', part.ask.command], { encoding: 'utf8' });
  rmSync(dir, { recursive: true });
  const read = readBundlePart(part, { outcome: 'exited', code: 0, text, truncated: false, tookMs: 1 });
  expect(read).toEqual({ text: Array.from({ length: 500 }, (_, i) => `line ${i + 401}\n`).join('') });
});

test('what could not be read says why', () => {
  const [part] = logBundle(serviceWith('run: { systemd: payments }'));
  if (part === undefined) throw new Error('there is a journal');
  const refused = 'sudo: a password is required\n';
  expect(
    readBundlePart(part, { outcome: 'exited', code: 1, text: refused, truncated: false, tookMs: 1 }),
  ).toMatchObject({
    why: { with: { command: 'journalctl -u payments' } },
  });
  const gone = { outcome: 'unreachable', reason: 'refused', detail: 'ECONNREFUSED', tookMs: 1 } as const;
  expect(readBundlePart(part, gone)).toMatchObject({ why: { with: { detail: 'ECONNREFUSED' } } });
});

const answered = (status: number, body: unknown) =>
  ({ outcome: 'answered', status, body, tookMs: 1 }) as const;

test('a service on a platform without a host has the platform say it', () => {
  const text = `services: { shop: { run: { coolify: shop-uuid } } }`;
  const shop = readCatalog(text, 'resus.yaml').services['shop'];
  if (shop === undefined) throw new Error('the catalog has shop');
  expect(platformBundle(shop)).toMatchObject({ title: 'Coolify: shop-uuid', ask: { via: 'coolify' } });
  expect(platformBundle(serviceWith('run: { systemd: a }'))).toBeUndefined();
  expect(readPlatformPart(answered(200, { logs: 'ready' }))).toEqual({ text: 'ready' });
  const refused = readPlatformPart(answered(400, { message: 'Application is not running.' }));
  expect(refused).toMatchObject({ why: { with: { message: 'Application is not running.' } } });
});
