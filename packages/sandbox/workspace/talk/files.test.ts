import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf } from '../test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;

beforeEach(async () => {
  workspace = await startWorkspace();
});
afterEach(() => workspace.stop());

test('filesUploadV2 shares text and bytes in the thread it names, a little later', async () => {
  const client = clientOf(workspace);
  const parent = workspace.as('U0ROSA').say('#ops', 'what happened?');
  const thread = { channel_id: 'C0OPS', thread_ts: parent.ts };
  await client.filesUploadV2({
    ...thread,
    content: 'évidence',
    filename: 'evidence.txt',
    initial_comment: 'All of it',
  });
  await client.filesUploadV2({ ...thread, file: Buffer.from([0x89, 0x50]), filename: 'graph.png' });
  const shared = await workspace.until(() => {
    const replies = workspace.thread('#ops', parent.ts).slice(1);
    return replies.length === 2 ? replies : undefined;
  });
  expect(shared).toMatchObject([
    { text: 'All of it', files: [{ name: 'evidence.txt', mimetype: 'text/plain', size: 9 }] },
    { text: '', files: [{ name: 'graph.png', mimetype: 'image/png', size: 2 }] },
  ]);
  const id = String(shared[0]?.files?.[0]?.id);
  expect(workspace.fileBytes(id)?.toString()).toBe('évidence');
  const { file } = await client.files.info({ file: id });
  expect(file?.shares?.public?.C0OPS).toMatchObject([{ ts: shared[0]?.ts, thread_ts: parent.ts }]);
});

test('bytes of another length than announced are refused', async () => {
  const client = clientOf(workspace);
  const { upload_url: url } = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
  const send = async (body: string) => (await fetch(String(url), { method: 'POST', body })).status;
  expect([await send('four'), await send('abc')]).toEqual([400, 200]);
});

test('a file that was never uploaded cannot be completed', async () => {
  const client = clientOf(workspace);
  const complete = client.files.completeUploadExternal({ files: [{ id: 'F0', title: 'a' }] });
  await expect(complete).rejects.toMatchObject({ data: { error: 'file_not_found' } });
});

test('a deleted file is gone from its message', async () => {
  const client = clientOf(workspace);
  await client.filesUploadV2({ channel_id: 'C0OPS', content: 'a', filename: 'a.txt' });
  const message = await workspace.until(() => workspace.messages('#ops')[0]);
  await client.files.delete({ file: String(message.files?.[0]?.id) });
  expect(workspace.messages('#ops')).toEqual([]);
  expect(workspace.files()).toEqual([]);
});
