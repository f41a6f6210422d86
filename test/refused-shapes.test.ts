import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '@resus/sandbox';
import { section } from '#slack/cards/blocks.ts';
import { createClients } from '#slack/client.ts';
import { createQuietLog } from './quiet-log.ts';
import { checkShapes } from './refused-shapes.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.stop());

const post = async (count: number): Promise<unknown> => {
  const { botToken, apiUrl } = workspace;
  const client = createClients({ botToken, apiUrl }, createQuietLog()).delivery;
  const blocks = Array.from({ length: count }, (_, i) => section(`part ${i}`));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
  return client.chat
    .postMessage({ channel: 'C0OPS', text: 'parts', blocks })
    .catch((error: unknown) => error);
};

test('a test whose product sends one block too many fails, even when the text gets through instead', async () => {
  await post(51);
  expect(() => checkShapes(workspace)).toThrow('chat.postMessage: invalid_blocks');
});

test('fifty blocks, and what a fault refused, are no reason to fail', async () => {
  await post(50);
  workspace.faults.refuse('chat.postMessage', 'msg_too_long');
  await post(1);
  expect(() => checkShapes(workspace)).not.toThrow();
});

test('a message of blocks alone fails too: nobody can hear it', async () => {
  const { botToken, apiUrl } = workspace;
  const client = createClients({ botToken, apiUrl }, createQuietLog()).delivery;
  const blocks = [section('only seen')];
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's, not a window's
  await client.chat.postMessage({ channel: 'C0OPS', text: '🔴', blocks });
  expect(() => checkShapes(workspace)).toThrow('1 messages have no text');
});

test('what answers a command is looked at as well', async () => {
  const receiver = new SocketModeReceiver({
    appToken: workspace.appToken,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
  });
  const app = new App({
    token: workspace.botToken,
    receiver,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });
  const answered = Promise.withResolvers<unknown>();
  app.command('/services', async ({ ack, respond }) => {
    await ack();
    const blocks = Array.from({ length: 51 }, (_, i) => section(`part ${i}`));
    await respond({ text: 'parts', blocks }).then(answered.resolve, answered.resolve);
  });
  await app.start();
  await workspace.as('U0ROSA').command('/services');
  await answered.promise;
  await receiver.client.disconnect();
  expect(() => checkShapes(workspace)).toThrow('response_url: invalid_blocks');
});
