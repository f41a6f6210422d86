import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './process.ts';

const good = `hosts: { web-1: { address: 127.0.0.1, port: 9, user: bot, key: "env:NO_SUCH_KEY" } }
services:
  api: { host: web-1, run: { systemd: payments }, listen: 8000, proxy: { nginx: /etc/nginx/sites-enabled/api } }
`;

describe('the resus command', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'resus-cli-'));
    writeFileSync(join(dir, 'good.yaml'), good);
    writeFileSync(
      join(dir, 'bad.yaml'),
      good.replace('host: web-1', 'host: web-9').replace('listen', 'listens'),
    );
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  async function resus(
    args: readonly string[],
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; said: string }> {
    const spawned = run(['src/main.ts', ...args], {
      RESUS_CONFIG: join(dir, 'good.yaml'),
      RESUS_DATA: dir,
      ...env,
    });
    const code = await new Promise<number | null>((resolve) => spawned.child.once('close', resolve));
    return { code, said: spawned.output() };
  }

  test('lint says that a catalog is right', async () => {
    const { code, said } = await resus(['lint']);
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('1 services on 1 hosts') });
  });

  test('lint names every problem with file and line', async () => {
    const { code, said } = await resus(['lint', join(dir, 'bad.yaml')]);
    expect(code).toBe(78);
    expect(said).toContain('bad.yaml:3: services.api.listens: this key is not known here');
  });

  test('leaving real services unwatched is no wish of the sandbox', async () => {
    const { code, said } = await resus(['start', '--no-watch'], {
      SLACK_BOT_TOKEN: 'xoxb-none',
      SLACK_APP_TOKEN: 'xapp-none',
    });
    expect(code).toBe(78);
    expect(said).toContain('start it with --only bot --only worker');
  });

  test('an unknown service is answered with the closest names', async () => {
    const { code, said } = await resus(['diagnose', 'apo']);
    expect({ code, said: said.trim() }).toEqual({
      code: 64,
      said: 'There is no service "apo". Closest: api.',
    });
  });

  test('a host that cannot be reached gives no verdict on the service, and exit code 3', async () => {
    const { code, said } = await resus(['diagnose', 'api', '--json']);
    expect(code).toBe(3);
    const told = JSON.parse(said) as {
      service: string;
      verdict: { id: string; confidence: string; unknown: unknown[] };
      observations: unknown[];
    };
    expect(told).toMatchObject({ service: 'api', verdict: { confidence: 'unsure' } });
    expect(told.verdict.unknown.length).toBeGreaterThan(3);
  });

  test('doctor prints the sudo rules, fixed words only', async () => {
    const { code, said } = await resus(['doctor', '--sudoers']);
    expect(code).toBe(0);
    expect(said).toContain('bot ALL=(root) NOPASSWD: /usr/sbin/nginx -T');
    expect(said).not.toMatch(/NOPASSWD:.*(?<!\\)\*/);
  });

  test('production names all that is missing', async () => {
    const { code, said } = await resus(['start'], { NODE_ENV: 'production' });
    expect(code).toBe(78);
    expect(said).toContain('REDIS_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN');
  });

  test('a real catalog without tokens is not played with in the sandbox', async () => {
    const { code, said } = await resus(['start']);
    expect(code).toBe(78);
    expect(said).toContain('In the sandbox anyone can act as anyone');
  });
});
