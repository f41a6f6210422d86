import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '#sandbox/workspace/workspace.ts';
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
