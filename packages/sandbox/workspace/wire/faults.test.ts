// chat.postMessage is Slack's method, not a window's.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientOf } from '../test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
let client: WebClient;

beforeEach(async () => {
  workspace = await startWorkspace();
  client = clientOf(workspace);
});
afterEach(() => workspace.stop());

const post = (text: string, channel = 'C0OPS') => client.chat.postMessage({ channel, text });
const failure = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);
const texts = (): string[] => workspace.messages('#ops').map((message) => message.text);

test('the next calls are rate limited, with the seconds to wait', async () => {
  workspace.faults.rateLimit('chat.postMessage', { times: 2, retryAfterS: 7 });
  expect(await failure(post('a'))).toMatchObject({ retryAfter: 7 });
  expect(await failure(post('b'))).toMatchObject({ retryAfter: 7 });
  await post('c');
  expect(texts()).toEqual(['c']);
});

test('a 500 is answered as often as asked, and the SDK tries again by itself', async () => {
  workspace.faults.fail('chat.postMessage', { times: 2 });
  const retrying = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 2, minTimeout: 10, maxTimeout: 20 },
  });
  await retrying.chat.postMessage({ channel: 'C0OPS', text: 'a' });
  expect(workspace.calls('chat.postMessage').map((call) => call.status)).toEqual([500, 500, 200]);
  expect(texts()).toEqual(['a']);
});

test('a dropped answer leaves the message posted; a lost call does not', async () => {
  workspace.faults.drop('chat.postMessage');
  workspace.faults.lose('chat.postMessage');
  expect(await failure(post('dropped'))).toBeInstanceOf(Error);
  expect(await failure(post('lost'))).toBeInstanceOf(Error);
  expect(texts()).toEqual(['dropped']);
});

test('a refusal and a delay are carried out as told', async () => {
  workspace.faults.refuse('chat.postMessage', 'fatal_error');
  expect(await failure(post('a'))).toMatchObject({ data: { error: 'fatal_error' } });
  workspace.faults.delay('chat.postMessage', 150);
  const startedAt = performance.now();
  await post('b');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(149);
});

test('a star breaks every method, and clear mends all', async () => {
  workspace.faults.fail('*', { times: 100 });
  expect(await failure(client.auth.test())).toMatchObject({ statusCode: 500 });
  workspace.faults.clear();
  expect(await client.auth.test()).toMatchObject({ ok: true, user_id: 'U0BOT' });
});

test('a block type can be one this workspace does not have', async () => {
  workspace.faults.refusedBlocks.add('plan');
  const plan = client.apiCall('chat.postMessage', {
    channel: 'C0OPS',
    blocks: [{ type: 'plan', title: 'a' }],
  });
  expect(await failure(plan)).toMatchObject({ data: { error: 'invalid_blocks' } });
  const check = client.apiCall('blocks.validate', { blocks: [{ type: 'plan', title: 'a' }] });
  expect(await failure(check)).toMatchObject({ data: { error: 'invalid_blocks' } });
});

test('a channel takes a short burst and then one message a second, other channels unharmed', async () => {
  const burst = Array.from({ length: 10 }, (_, i) => String(i));
  for (const text of burst) await post(text);
  expect(await failure(post('one more'))).toMatchObject({ retryAfter: 1 });
  await post('elsewhere', 'C0PAYMENTS');
  expect(texts()).toEqual(burst);
});

test('a method takes as many calls a minute as its tier', async () => {
  const calls = Array.from({ length: 21 }, () => failure(client.users.list({})));
  const limited = (await Promise.all(calls)).filter((answer) => answer instanceof Error);
  expect(limited).toMatchObject([{ retryAfter: 60 }]);
});

test('the limits can be left out, also after a fault was mended', async () => {
  await workspace.stop();
  workspace = await startWorkspace({ limits: false });
  workspace.faults.clear();
  const free = clientOf(workspace);
  await Promise.all(Array.from({ length: 21 }, () => free.users.list({})));
  expect(workspace.calls('users.list').filter(({ ok }) => ok)).toHaveLength(21);
});
