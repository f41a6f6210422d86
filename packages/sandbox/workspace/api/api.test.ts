// chat.postMessage is Slack's method, not a window's.
/* oxlint-disable unicorn/require-post-message-target-origin */
import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, clientOf } from '../test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace.ts';

let workspace: Workspace;
let client: WebClient;

beforeAll(async () => {
  workspace = await startWorkspace({
    // Every method many times over: it is about what they answer.
    limits: false,
    channels: [
      { id: 'C0OPS', name: 'ops', is_member: true },
      { id: 'C0RANDOM', name: 'random', is_member: false },
      { id: 'C0SECRET', name: 'secret', is_member: false, is_private: true },
      { id: 'C0OLD', name: 'old', is_member: true, is_archived: true },
    ],
  });
  client = clientOf(workspace);
});
afterAll(() => workspace.stop());

const answer = (method: string, args: Record<string, unknown> = {}, from = client) =>
  answerOf(from, method, args);
const find = (ts: string) => workspace.messages('#ops').find((message) => message.ts === ts);
const whisper = (user: string) => answer('chat.postEphemeral', { channel: 'C0OPS', user, text: 'psst' });

async function checkBlocks(blocks: unknown): Promise<unknown> {
  const body = new URLSearchParams({ blocks: JSON.stringify(blocks) });
  return (await fetch(`${workspace.apiUrl}blocks.validate`, { method: 'POST', body })).json();
}

async function post(text = 'hello', extra: Record<string, unknown> = {}): Promise<string> {
  const { ts } = await client.chat.postMessage({ channel: 'C0OPS', text, ...extra });
  return String(ts);
}

describe('posting', () => {
  const refusals: [name: string, args: Record<string, unknown>, error: string][] = [
    ['no channel', { text: 'a' }, 'invalid_arguments'],
    ['an unknown channel', { channel: 'C0NOWHERE', text: 'a' }, 'channel_not_found'],
    ['a public channel the bot is not in', { channel: 'C0RANDOM', text: 'a' }, 'not_in_channel'],
    ['a private channel the bot is not in', { channel: 'C0SECRET', text: 'a' }, 'channel_not_found'],
    ['an archived channel', { channel: 'C0OLD', text: 'a' }, 'is_archived'],
    ['no text', { channel: 'C0OPS' }, 'no_text'],
    ['too much text', { channel: 'C0OPS', text: 'a'.repeat(40_001) }, 'msg_too_long'],
    ['blocks that are no JSON', { channel: 'C0OPS', blocks: '[{' }, 'invalid_blocks_format'],
    ['blocks that are no list', { channel: 'C0OPS', blocks: { type: 'divider' } }, 'invalid_blocks_format'],
    ['an unknown block', { channel: 'C0OPS', blocks: [{ type: 'x' }] }, 'invalid_blocks'],
    ['a bad thread_ts', { channel: 'C0OPS', text: 'a', thread_ts: '17' }, 'invalid_thread_ts'],
    [
      'a thread that is not there',
      { channel: 'C0OPS', text: 'a', thread_ts: '17.000001' },
      'thread_not_found',
    ],
    [
      'metadata without payload',
      { channel: 'C0OPS', text: 'a', metadata: { event_type: 'x' } },
      'invalid_metadata_format',
    ],
    [
      'markdown_text beside text',
      { channel: 'C0OPS', text: 'a', markdown_text: 'a' },
      'markdown_text_conflict',
    ],
  ];
  test.each(refusals)('refuses %s', async (_name, args, error) => {
    expect(await answer('chat.postMessage', args)).toBe(error);
  });

  test('says where a block is wrong, in the words and place Slack uses', async () => {
    const elements = Array.from({ length: 26 }, (_, i) => ({
      type: 'button',
      action_id: `b${i}`,
      text: { type: 'plain_text', text: 'a' },
    }));
    const error: unknown = await client
      .apiCall('chat.postMessage', {
        channel: 'C0OPS',
        blocks: [{ type: 'divider' }, { type: 'actions', elements }],
      })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      data: {
        error: 'invalid_blocks',
        errors: ['no more than 25 items allowed [json-pointer:/blocks/1/elements]'],
        response_metadata: {
          messages: ['[ERROR] no more than 25 items allowed [json-pointer:/blocks/1/elements]'],
        },
      },
    });
  });

  test('takes a person for a channel and posts to them directly', async () => {
    const { channel } = await client.chat.postMessage({ channel: 'U0ROSA', text: 'for you' });
    expect(channel).toBe('D0ROSA');
    expect(workspace.messages('D0ROSA')).toMatchObject([{ text: 'for you' }]);
  });

  test('refuses a reply as the parent of a thread', async () => {
    const parent = await post();
    const reply = await post('reply', { thread_ts: parent });
    expect(await answer('chat.postMessage', { channel: 'C0OPS', text: 'a', thread_ts: reply })).toBe(
      'thread_not_found',
    );
  });

  test('keeps reserved characters as they were escaped', async () => {
    const ts = await post('&lt;!channel&gt; &amp; <@U0ROSA>');
    expect(workspace.messages('#ops').find((message) => message.ts === ts)?.text).toBe(
      '&lt;!channel&gt; &amp; <@U0ROSA>',
    );
  });
});

describe('updating', () => {
  const divider = { type: 'divider' as const };

  test('text alone shows the edit; blocks do not show it', async () => {
    const ts = await post('one', { blocks: [divider] });
    await client.chat.update({ channel: 'C0OPS', ts, text: 'two', blocks: [] });
    expect(find(ts)).toMatchObject({ text: 'two', edited: true });
    expect(find(ts)?.blocks).toBeUndefined();
    await client.chat.update({ channel: 'C0OPS', ts, text: 'three', blocks: [divider] });
    expect(find(ts)?.edited).toBeUndefined();
    expect(find(ts)?.blocks).toHaveLength(1);
  });

  test('keeps the metadata that was posted', async () => {
    const metadata = { event_type: 'resus', event_payload: { id: 'm1' } };
    const ts = await post('one', { metadata });
    await client.chat.update({ channel: 'C0OPS', ts, text: 'two' });
    const { messages } = await client.conversations.history({
      channel: 'C0OPS',
      include_all_metadata: true,
      limit: 1,
    });
    expect(messages).toMatchObject([{ ts, text: 'two', metadata }]);
  });

  test('refuses what is not there, not its own, or too long', async () => {
    const theirs = workspace.as('U0ROSA').say('#ops', 'mine').ts;
    const ts = await post();
    const update = (args: Record<string, unknown>) =>
      answer('chat.update', { channel: 'C0OPS', ts, text: 'a', ...args });
    expect(await update({ ts: '17.000001' })).toBe('message_not_found');
    expect(await update({ ts: theirs })).toBe('cant_update_message');
    expect(await update({ text: 'a'.repeat(4001) })).toBe('msg_too_long');
    expect(await answer('chat.delete', { channel: 'C0OPS', ts: theirs })).toBe('cant_delete_message');
    expect(await answer('chat.delete', { channel: 'C0OPS', ts })).toBe('ok');
    expect(await update({})).toBe('message_not_found');
  });
});

describe('reading', () => {
  test('history leaves replies out, and replies gives the thread with the metadata asked for', async () => {
    const metadata = { event_type: 'resus', event_payload: { id: 'm2' } };
    const parent = await post('parent');
    const reply = await post('reply', { thread_ts: parent, metadata });
    const { messages: history } = await client.conversations.history({ channel: 'C0OPS', limit: 2 });
    expect(history?.[0]).toMatchObject({ ts: parent, reply_count: 1, latest_reply: reply });
    const { messages: plain } = await client.conversations.replies({ channel: 'C0OPS', ts: parent });
    expect(plain?.map((message) => [message.ts, message.metadata])).toEqual([
      [parent, undefined],
      [reply, undefined],
    ]);
    const { messages } = await client.conversations.replies({
      channel: 'C0OPS',
      ts: parent,
      include_all_metadata: true,
    });
    expect(messages?.[1]).toMatchObject({ metadata, parent_user_id: 'U0BOT' });
    expect(await answer('conversations.replies', { channel: 'C0OPS', ts: '17.000001' })).toBe(
      'thread_not_found',
    );
  });

  test('lists are given page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of client.paginate('conversations.list', { limit: 1 })) {
      names.push(
        ...(page as unknown as { channels: { name: string }[] }).channels.map((channel) => channel.name),
      );
    }
    expect(names).toEqual(['ops', 'random', 'old']);
  });

  test('the bot lists the conversations it is in, also those with one person', async () => {
    const named = async (args: object) =>
      (await client.users.conversations(args)).channels?.map(({ name, user }) => name ?? user);
    expect(await named({})).toEqual(['ops', 'old']);
    await client.chat.postMessage({ channel: 'U0ROSA', text: 'in private' });
    expect(await named({ types: 'im' })).toContain('U0ROSA');
    expect(await answer('users.conversations', { user: 'U0NOBODY' })).toBe('user_not_found');
  });

  test('people and groups show roles, and a deactivated person leaves the group', async () => {
    const { user } = await client.users.info({ user: 'U0GUEST' });
    expect(user).toMatchObject({ is_restricted: true, deleted: false, is_bot: false });
    const group = async () => (await client.usergroups.users.list({ usergroup: 'S0SRE' })).users;
    expect(await group()).toEqual(['U0AMARA', 'U0BJORN']);
    workspace.team.change('U0BJORN', { deleted: true });
    expect(await group()).toEqual(['U0AMARA']);
    expect(await answer('users.info', { user: 'U0NOBODY' })).toBe('user_not_found');
    expect(await answer('usergroups.users.list', { usergroup: 'S0NONE' })).toBe('no_such_subteam');
  });

  test('a permalink leads to the page', async () => {
    const ts = await post();
    const { permalink } = await client.chat.getPermalink({ channel: 'C0OPS', message_ts: ts });
    expect(new URL(String(permalink)).pathname).toBe(`/archives/C0OPS/p${ts.replace('.', '')}`);
  });
});

describe('tokens and methods', () => {
  test('no token, a wrong one, and the other kind are three answers', async () => {
    const bare = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await answer('auth.test', {}, clientOf(workspace, 'xoxb-wrong'))).toBe('invalid_auth');
    expect(await answer('apps.connections.open')).toBe('not_allowed_token_type');
    expect(await answer('apps.connections.open', {}, clientOf(workspace, workspace.appToken))).toBe('ok');
  });

  test('a token without the scope of a method is told which one', async () => {
    const narrow = await startWorkspace({ scopes: ['chat:write'] });
    const bound = clientOf(narrow);
    expect(await bound.auth.test()).toMatchObject({ response_metadata: { scopes: ['chat:write'] } });
    await expect(bound.users.list({})).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
    });
    await narrow.stop();
  });

  test('an unknown method is refused and recorded', async () => {
    expect(await answer('chat.sing', { song: 'x' })).toBe('unknown_method');
    expect(workspace.calls('chat.sing')).toMatchObject([
      { args: { song: 'x' }, ok: false, error: 'unknown_method' },
    ]);
    expect(await answer('constructor')).toBe('unknown_method');
  });

  test('JSON bodies are taken like forms', async () => {
    const response = await fetch(`${workspace.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${workspace.botToken}` },
      body: JSON.stringify({ channel: 'C0OPS', text: 'as JSON', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, message: { text: 'as JSON' } });
  });

  test('blocks can be checked without a token', async () => {
    expect(await checkBlocks([{ type: 'plan', title: 'a' }])).toEqual({ ok: true });
    expect(await checkBlocks([{ type: 'plan' }])).toMatchObject({
      ok: false,
      error: 'invalid_blocks',
      errors: [{ code: 'failed_constraint', pointer: '/blocks/0', message: 'missing required field: title' }],
    });
  });
});

describe('what else a bot says', () => {
  test('reactions are added once and removed once', async () => {
    const timestamp = await post();
    const target = { channel: 'C0OPS', timestamp, name: 'eyes' };
    expect(await answer('reactions.add', target)).toBe('ok');
    expect(await answer('reactions.add', target)).toBe('already_reacted');
    expect(await answer('reactions.remove', target)).toBe('ok');
    expect(await answer('reactions.remove', target)).toBe('no_reaction');
  });

  test('an ephemeral goes to one member of the channel', async () => {
    expect(await whisper('U0GUEST')).toBe('ok');
    expect(await whisper('U0NOBODY')).toBe('user_not_in_channel');
    expect(workspace.ephemerals('U0GUEST')).toMatchObject([{ text: 'psst', channel: 'C0OPS' }]);
  });

  test('a status has at most ten loading messages of fifty characters', async () => {
    const thread = { channel_id: 'C0OPS', thread_ts: await post(), status: 'is looking' };
    const set = (loading: string[]) =>
      answer('assistant.threads.setStatus', { ...thread, loading_messages: loading });
    expect(await set(['a'.repeat(50)])).toBe('ok');
    expect(await set(['a'.repeat(51)])).toBe('invalid_arguments');
    expect(await set(Array.from({ length: 11 }, () => 'a'))).toBe('invalid_arguments');
  });
});
