import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from './workspace.ts';
import { scaled } from './wire/scaled.ts';

const childBot = fileURLToPath(new URL('./child-bot.ts', import.meta.url));
let workspace: Workspace;
let child: ChildProcess;
let said = '';

beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(async () => {
  child.kill('SIGKILL');
  await workspace.stop();
});

async function startChild(mode: string): Promise<void> {
  said = '';
  const { apiUrl, botToken, appToken } = workspace;
  child = spawn(process.execPath, [childBot, apiUrl, botToken, appToken, mode], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await expect.poll(() => said, { timeout: scaled(15_000) }).toContain('ready');
}

/** As Slack sends it when an app gets more than 30,000 events an hour: an envelope whose payload has no event. */
function tellOfRateLimit(): void {
  workspace.sockets.send({
    type: 'events_api',
    envelope_id: 'e1',
    accepts_response_payload: false,
    payload: {
      type: 'app_rate_limited',
      team_id: 'T0RESUS',
      minute_rate_limited: 1_763_000_000,
      api_app_id: 'A0RESUS',
    },
  });
}

test('the frame that tells of a rate limit ends a bot that is not prepared for it', async () => {
  await startChild('die');
  tellOfRateLimit();
  expect(await once(child, 'exit')).toEqual([1, null]);
});

test('a bot that survives unhandled rejections answers the next command', async () => {
  await startChild('survive');
  tellOfRateLimit();
  await expect.poll(() => said).toContain('survived');
  expect(await workspace.as('U0ROSA').command('/resus')).toMatchObject({
    ok: true,
    response: { text: 'Still here.' },
  });
});
