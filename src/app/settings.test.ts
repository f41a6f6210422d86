import { expect, test } from 'vitest';
import { allParts, readSettings } from './settings.ts';

test('an empty environment means embedded defaults', () => {
  const settings = readSettings({}, allParts, '/srv/resus');
  expect(settings).toMatchObject({
    redisUrl: undefined,
    slack: undefined,
    configFile: '/srv/resus/resus.yaml',
    dataDir: '/srv/resus/.resus',
    http: { host: '127.0.0.1', port: 8502 },
    isProduction: false,
  });
});

test('production names every missing variable at once', () => {
  expect(() => readSettings({ NODE_ENV: 'production', REDIS_URL: '' }, allParts, '/')).toThrow(
    'Not configured: REDIS_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP).',
  );
});

test('half a Slack configuration is an error, not the sandbox', () => {
  expect(() => readSettings({ SLACK_BOT_TOKEN: 'xoxb-example' }, allParts, '/')).toThrow('SLACK_APP_TOKEN');
});

test('a part of Resus on its own needs a shared Redis', () => {
  expect(() => readSettings({}, ['worker'], '/')).toThrow('REDIS_URL (separate processes meet in one Redis)');
});

test('an address that is none is refused with the form expected', () => {
  expect(() => readSettings({ RESUS_HTTP: 'localhost' }, allParts, '/')).toThrow('expected host:port');
});
