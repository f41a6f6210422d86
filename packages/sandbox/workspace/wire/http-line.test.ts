import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
let server: Server;
const heard: string[] = [];

/** A real Bolt app in HTTP mode, which checks the signature itself. */
async function startApp(signingSecret: string): Promise<string> {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: workspace.botToken,
    receiver,
    clientOptions: { slackApiUrl: workspace.apiUrl },
    logLevel: LogLevel.ERROR,
  });
  app.command('/diagnose', async ({ ack, command }) => {
    heard.push(command.text);
    await ack('On it.');
  });
  app.event('app_mention', async ({ event }) => {
    heard.push(event.text);
  });
  server = createServer((request, response) => receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
}

beforeEach(async () => {
  heard.length = 0;
  workspace = await startWorkspace();
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await workspace.stop();
});

test('an app without sockets gets signed requests and answers in them', async () => {
  workspace.deliverTo(await startApp(workspace.signingSecret));
  const rosa = workspace.as('U0ROSA');
  expect(await rosa.command('/diagnose', 'api')).toMatchObject({ ok: true, response: { text: 'On it.' } });
  expect(workspace.ephemerals('U0ROSA')).toMatchObject([{ text: 'On it.' }]);
  rosa.say('#ops', '@resus diagnose api');
  await expect.poll(() => heard).toEqual(['api', '<@U0BOT> diagnose api']);
});

test('an app with another signing secret refuses them', async () => {
  workspace.deliverTo(await startApp('another-secret'));
  expect(await workspace.as('U0ROSA').command('/diagnose', 'api')).toMatchObject({
    error: 'dispatch_failed',
  });
  expect(heard).toEqual([]);
});
