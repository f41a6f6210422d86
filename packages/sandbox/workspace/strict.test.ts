// chat.postMessage is Slack's method, not a window's.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerOf, clientOf, startTestBot, type TestBot } from './test-bot.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

// Where an app could rely on less than Slack promises. Each rule names Slack's page or who saw it.

const button = {
  type: 'button' as const,
  action_id: 'go',
  text: { type: 'plain_text' as const, text: 'Go' },
};
const blocks = [{ type: 'actions' as const, elements: [button] }];

let workspace: Workspace;
let bot: TestBot | undefined;

beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(async () => {
  await bot?.stop();
  bot = undefined;
  await workspace.stop();
});

const post = (args: object) => clientOf(workspace).chat.postMessage({ channel: 'C0OPS', text: 'a', ...args });

const find = () => workspace.messages('#ops')[0];

async function clickInThread(thread: boolean) {
  bot = await startTestBot(workspace, (app) => {
    app.action('go', async ({ ack, respond, body }) => {
      await ack();
      const message = 'message' in body ? body.message : undefined;
      const where = thread ? { thread_ts: String(message?.thread_ts) } : {};
      await respond({ text: 'No.', response_type: 'ephemeral', replace_original: false, ...where });
    });
  });
  const parent = await post({ text: 'parent' });
  await post({ thread_ts: parent.ts, text: 'reply', blocks });
  const reply = workspace.messages('#ops').find(({ text }) => text === 'reply');
  if (reply) await workspace.as('U0ROSA').click(reply, 'go');
  const told = await workspace.until(() => workspace.ephemerals('U0ROSA')[0]);
  return { told, parent };
}

async function upload() {
  const client = clientOf(workspace);
  const target = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 1 });
  await fetch(String(target.upload_url), { method: 'POST', body: 'a' });
  const id = String(target.file_id);
  const complete = () =>
    client.apiCall('files.completeUploadExternal', { files: [{ id, title: 'a' }], channel_id: 'C0OPS' });
  return { client, id, complete };
}

describe('an answer to a click', () => {
  test('made in a thread stands outside it unless the app names the thread (bolt-js#963, #2170)', async () => {
    const { told } = await clickInThread(false);
    expect(told.thread_ts).toBeUndefined();
  });

  test('stands in the thread that the app names', async () => {
    const { told, parent } = await clickInThread(true);
    expect(told.thread_ts).toBe(parent.ts);
  });
});

test('a private message to a thread without replies is taken and shown to nobody', async () => {
  const client = clientOf(workspace);
  const parent = await post({});
  const whisper = { channel: 'C0OPS', user: 'U0ROSA', text: 'psst', thread_ts: String(parent.ts) };
  expect(await answerOf(client, 'chat.postEphemeral', whisper)).toBe('ok');
  expect(workspace.ephemerals('U0ROSA')).toEqual([]);
  await post({ thread_ts: parent.ts });
  await client.chat.postEphemeral(whisper);
  expect(workspace.ephemerals('U0ROSA')).toMatchObject([{ thread_ts: parent.ts }]);
});

describe('chat.update', () => {
  const attachments = [{ text: 'beside' }];

  test('by text alone keeps blocks and attachments (python-slack-sdk#523); empty lists remove them', async () => {
    const client = clientOf(workspace);
    const { ts } = await post({ blocks, attachments });
    const message = { channel: 'C0OPS', ts: String(ts) };
    await client.chat.update({ ...message, text: 'b' });
    expect(find()).toMatchObject({ text: 'b', blocks: [{ type: 'actions' }], attachments });
    await client.chat.update({ ...message, text: 'c', blocks: [], attachments: [] });
    expect(find()?.text).toBe('c');
    expect(find()?.blocks).toBeUndefined();
    expect(find()?.attachments).toBeUndefined();
  });

  test('by text alone removes the blocks where the workspace is set to that reading', async () => {
    await workspace.stop();
    workspace = await startWorkspace({ updateKeeps: 'nothing' });
    const { ts } = await post({ blocks });
    await clientOf(workspace).chat.update({ channel: 'C0OPS', ts: String(ts), text: 'b' });
    expect(find()?.blocks).toBeUndefined();
  });
});

describe('a completed file', () => {
  test('is unknown for a moment, so that an unknown id proves nothing', async () => {
    await workspace.stop();
    workspace = await startWorkspace({ shareFilesAfterMs: 300 });
    const { client, id, complete } = await upload();
    await complete();
    expect(await answerOf(client, 'files.info', { file: id })).toBe('file_not_found');
    expect(workspace.messages('#ops')).toEqual([]);
    await workspace.until(() => workspace.messages('#ops').length === 1);
    expect(await answerOf(client, 'files.info', { file: id })).toBe('ok');
  });

  test('is shown once more when it is completed once more', async () => {
    const { complete } = await upload();
    await complete();
    await complete();
    await workspace.until(() => workspace.messages('#ops').length === 2);
    expect(workspace.files()).toHaveLength(1);
  });
});
