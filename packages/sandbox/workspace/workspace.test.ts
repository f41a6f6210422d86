// chat.postMessage is Slack's method, not a window's.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestBot, type TestBot } from './test-bot.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const rich = (text: string) => ({
  type: 'rich_text' as const,
  elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] }],
});

const plan = (status: 'in_progress' | 'complete') => [
  {
    type: 'plan',
    title: 'Diagnosing',
    tasks: [{ task_id: 'a', title: 'Process', status, output: rich('up') }],
  },
];

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

describe('a real Bolt app on two connections', () => {
  test('a command is acked, and its message, plan and thread appear as they are posted and edited', async () => {
    bot = await startTestBot(workspace, (app) => {
      app.command('/diagnose', async ({ ack, command, client }) => {
        await ack();
        const parent = await client.chat.postMessage({
          channel: command.channel_id,
          text: `Looking at ${command.text}`,
        });
        const ts = String(parent.ts);
        const live = await client.chat.postMessage({
          channel: command.channel_id,
          thread_ts: ts,
          text: 'Step 0 of 1',
          blocks: plan('in_progress'),
        });
        await client.chat.update({
          channel: command.channel_id,
          ts: String(live.ts),
          text: 'Step 1 of 1',
          blocks: plan('complete'),
        });
      });
    });
    const done = await workspace.as('U0ROSA').command('/diagnose', 'api', { channel: '#payments' });
    expect(done).toMatchObject({ ok: true, status: 'acked' });
    const live = await workspace.until(() =>
      workspace.messages('#payments').find((message) => message.text === 'Step 1 of 1'),
    );
    const [parent] = workspace.messages('#payments');
    expect(parent).toMatchObject({ text: 'Looking at api', user: 'U0BOT', bot: true, reply_count: 1 });
    expect(workspace.thread('#payments', String(parent?.ts)).map((one) => one.ts)).toEqual([
      parent?.ts,
      live.ts,
    ]);
    expect(live.blocks?.[0]).toMatchObject({ type: 'plan', tasks: [{ status: 'complete' }] });
    expect(live.edited).toBeUndefined();
  });

  test('a click in a message reaches the app with the message, and the answer replaces it', async () => {
    bot = await startTestBot(workspace, (app) => {
      app.action('approve', async ({ ack, action, respond, body }) => {
        await ack();
        const value = action.type === 'button' ? action.value : undefined;
        await respond({ replace_original: true, text: `${body.user.id} pressed ${value}` });
      });
    });
    const button = { type: 'button' as const, action_id: 'approve', text: plain('Approve'), value: 'plan-7' };
    await bot.client.chat.postMessage({
      channel: 'C0OPS',
      text: 'Approve?',
      blocks: [{ type: 'actions', block_id: 'do', elements: [button] }],
    });
    const [message] = workspace.messages('#ops');
    expect(message).toBeDefined();
    const done = message && (await workspace.as('U0AMARA').click(message, 'approve'));
    expect(done).toMatchObject({ ok: true });
    await workspace.until(() => workspace.messages('#ops')[0]?.text === 'U0AMARA pressed plan-7');
    expect(workspace.messages('#ops')[0]?.blocks).toBeUndefined();
  });

  test('a modal opens on the trigger, shows errors at its fields, and closes when it is taken', async () => {
    bot = await startTestBot(workspace, (app) => {
      app.command('/restart', async ({ ack, client, command }) => {
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: {
            type: 'modal',
            callback_id: 'restart',
            title: plain('Restart'),
            submit: plain('Plan it'),
            blocks: [
              {
                type: 'input',
                block_id: 'service',
                label: plain('Service'),
                element: { type: 'plain_text_input', action_id: 'name' },
              },
            ],
          },
        });
      });
      app.view('restart', async ({ ack, view }) => {
        const name = view.state.values.service?.name?.value;
        if (name === 'api') await ack();
        else await ack({ response_action: 'errors', errors: { service: `There is no ${name}.` } });
      });
    });
    const rosa = workspace.as('U0ROSA');
    await rosa.command('/restart');
    const view = await workspace.until(() => workspace.views('U0ROSA')[0]);
    expect(await rosa.submit(view)).toEqual({
      ok: false,
      error: 'errors',
      errors: { service: 'Please complete this required field.' },
    });
    expect(await rosa.submit(view, { name: 'apo' })).toMatchObject({
      errors: { service: 'There is no apo.' },
    });
    expect(workspace.views('U0ROSA')).toHaveLength(1);
    expect(await rosa.submit(view, { service: { name: 'api' } })).toMatchObject({ ok: true });
    expect(workspace.views('U0ROSA')).toEqual([]);
  });

  test('respond() to a command is seen by one person only, five times and no more', async () => {
    const outcomes: (number | string)[] = [];
    bot = await startTestBot(workspace, (app) => {
      app.command('/services', async ({ ack, respond }) => {
        await ack();
        for (let i = 0; i < 6; i += 1) {
          const sent = await respond(`Answer ${i}`).catch((error: { statusCode?: number }) => error);
          outcomes.push('status' in sent ? sent.status : `refused ${sent.statusCode}`);
        }
      });
    });
    await workspace.as('U0GUEST').command('/services', '', { channel: '#random' });
    await workspace.until(() => workspace.ephemerals('U0GUEST').length === 5);
    await expect.poll(() => outcomes).toEqual([200, 200, 200, 200, 200, 'refused 404']);
    expect(workspace.ephemerals('U0ROSA')).toEqual([]);
    expect(workspace.messages('#random')).toEqual([]);
  });

  test('a mention in a thread arrives as an event with its thread, and one elsewhere does not', async () => {
    const heard: unknown[] = [];
    bot = await startTestBot(workspace, (app) => {
      app.event('app_mention', async ({ event, client }) => {
        heard.push([event.channel, event.text, event.thread_ts]);
        await client.chat.postMessage({
          channel: event.channel,
          thread_ts: event.thread_ts ?? event.ts,
          text: 'Here.',
        });
      });
    });
    const rosa = workspace.as('U0ROSA');
    const first = rosa.say('#ops', 'api is down');
    rosa.say('#random', '@resus diagnose api');
    rosa.say('#ops', '@resus diagnose api', { thread_ts: first.ts });
    await workspace.until(() =>
      workspace.thread('#ops', first.ts).some((message) => message.text === 'Here.'),
    );
    expect(heard).toEqual([['C0OPS', '<@U0BOT> diagnose api', first.ts]]);
  });

  test('an app that does not ack in time is told to the person as operation_timeout', async () => {
    await workspace.stop();
    workspace = await startWorkspace({ ackWithinMs: 200 });
    bot = await startTestBot(workspace, (app) => {
      app.command('/diagnose', async () => {});
    });
    const done = await workspace.as('U0ROSA').command('/diagnose', 'api');
    expect(done).toMatchObject({ ok: false, error: 'operation_timeout' });
  });

  test('a command while nothing is connected is told as dispatch_failed', async () => {
    expect(await workspace.as('U0ROSA').command('/diagnose', 'api')).toMatchObject({
      error: 'dispatch_failed',
    });
    expect(await workspace.as('U0ROSA').command('/unheard-of')).toMatchObject({ error: 'unknown_command' });
  });

  test('an external menu offers what the app suggests, and the home tab shows what it publishes', async () => {
    bot = await startTestBot(workspace, (app) => {
      app.options('service', async ({ ack, options }) => {
        await ack({ options: [{ text: plain(`${options.value} server`), value: 'api' }] });
      });
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({
          user_id: event.user,
          view: {
            type: 'home',
            blocks: [
              {
                type: 'actions',
                elements: [{ type: 'external_select', action_id: 'service', min_query_length: 1 }],
              },
            ],
          },
        });
      });
    });
    const rosa = workspace.as('U0ROSA');
    rosa.openHome();
    const home = await workspace.until(() => workspace.home('U0ROSA'));
    expect(await rosa.suggest(home, 'service', 'ap')).toMatchObject({
      ok: true,
      options: [{ text: plain('ap server'), value: 'api' }],
    });
  });

  test('an old copy of a message still clicks the button that is gone, as a slow client does', async () => {
    const pressed: unknown[] = [];
    bot = await startTestBot(workspace, (app) => {
      app.action('approve', async ({ ack, action }) => {
        pressed.push(action.type === 'button' && action.value);
        await ack();
      });
    });
    const button = { type: 'button' as const, action_id: 'approve', text: plain('Approve'), value: 'plan-7' };
    const { ts } = await bot.client.chat.postMessage({
      channel: 'C0OPS',
      text: 'Approve?',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const [before] = workspace.messages('#ops');
    await bot.client.chat.update({ channel: 'C0OPS', ts: String(ts), text: 'Expired', blocks: [] });
    const [after] = workspace.messages('#ops');
    const amara = workspace.as('U0AMARA');
    expect(after && (await amara.click(after, 'approve'))).toEqual({ ok: false, error: 'action_not_found' });
    expect(before && (await amara.click(before, 'approve'))).toMatchObject({ ok: true });
    expect(pressed).toEqual(['plan-7']);
  });

  test('shortcuts arrive with and without a message', async () => {
    const heard: unknown[] = [];
    bot = await startTestBot(workspace, (app) => {
      app.shortcut('look', async ({ ack, shortcut }) => {
        heard.push(shortcut.type === 'message_action' ? shortcut.message.text : shortcut.type);
        await ack();
      });
    });
    const rosa = workspace.as('U0ROSA');
    await rosa.shortcut('look');
    await rosa.shortcut('look', rosa.say('#ops', 'api & shop are > down'));
    expect(heard).toEqual(['shortcut', 'api &amp; shop are &gt; down']);
  });

  test('a status in a thread goes as soon as the app speaks there', async () => {
    bot = await startTestBot(workspace, () => {});
    const { ts } = workspace.as('U0ROSA').say('#ops', '@resus diagnose api');
    const seen: unknown[] = [];
    const thread = { channel_id: 'C0OPS', thread_ts: ts };
    const told = workspace.until(() => seen.length === 2);
    workspace.listen((change) => {
      if (change.type === 'status') seen.push(change.status);
    });
    await bot.client.assistant.threads.setStatus({ ...thread, status: 'is looking at api' });
    await bot.client.chat.postMessage({ channel: 'C0OPS', thread_ts: ts, text: 'Found it.' });
    await told;
    expect(seen).toEqual(['is looking at api', '']);
  });

  test('a port that is taken is told with what to do', async () => {
    await expect(startWorkspace({ port: workspace.port })).rejects.toThrow(
      `The sandbox cannot listen on 127.0.0.1:${workspace.port}`,
    );
  });
});
