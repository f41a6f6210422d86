import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createDeployMarkerStore } from '#alerts/redis-mark-store.ts';
import { describeWith } from '#test/needs.ts';
import { type RedisServer, startRedis } from '#test/redis-server.ts';
import { type AlertServer, startAlertServer, token, withTokens } from './alert-server.ts';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'alerts.md'), 'utf8');

function block(name: string): string {
  const [, text] = new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  if (text === undefined) throw new Error(`docs/alerts.md has no block "${name}"`);
  return text;
}

describe('what docs/alerts.md shows of others', () => {
  test('the receiver of Alertmanager is the file in docker/', () => {
    const shown: unknown = parse(block('yaml alertmanager'));
    expect(shown).toEqual(parse(readFileSync(join(root, 'docker', 'alertmanager.yaml'), 'utf8')));
    expect(shown).toMatchObject({
      receivers: [{ webhook_configs: [{ url: expect.stringMatching(/\/alerts\/alertmanager$/) }] }],
    });
  });

  test('the contact point of Grafana and the steps of pipelines are YAML with our addresses', () => {
    expect(parse(block('yaml grafana'))).toMatchObject({
      contactPoints: [{ receivers: [{ settings: { url: expect.stringMatching(/\/alerts\/grafana$/) } }] }],
    });
    expect(parse(block('yaml github'))).toMatchObject([
      { run: expect.stringMatching(/^sh tell-resus\.sh api /) },
    ]);
    expect(parse(block('yaml gitlab'))).toMatchObject({
      'tell-resus': { script: expect.stringMatching(/^sh tell-resus\.sh api /) },
    });
  });
});

describeWith(['redis'], 'the script of docs/alerts.md', () => {
  let redis: RedisServer;
  let server: AlertServer;
  beforeAll(async () => {
    redis = await startRedis();
    server = await startAlertServer(redis, withTokens.replace('deploys: { token:', 'deploys: { hmac:'));
  });
  afterAll(async () => {
    await server.stop();
    await redis.stop();
  });

  test('tells a deploy with curl and openssl', async () => {
    const told = ['api', 'v41', '4f2a9c1d8e7b', 'ana', 'https://ci.example.test/runs/812'];
    const env = { PATH: process.env['PATH'] ?? '', RESUS_URL: server.url, RESUS_DEPLOY_SECRET: token };
    const { stdout } = await promisify(execFile)('sh', ['-c', block('sh deploy'), 'tell-resus.sh', ...told], {
      env,
    });
    expect(stdout).toBe('stored\n');
    const look = new Redis(redis.url);
    const marks = await createDeployMarkerStore(look).marks('api', 0, Date.now() + 1_000);
    look.disconnect();
    expect(marks).toMatchObject([{ commit: '4f2a9c1d8e7b', link: 'https://ci.example.test/runs/812' }]);
  });
});
