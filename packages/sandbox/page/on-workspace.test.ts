// Slack's postMessage is not the browser's.
/* oxlint-disable unicorn/require-post-message-target-origin */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page as BrowserPage } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBot, type TestBot } from '../workspace/test-bot.ts';
import { startWorkspace, type Workspace } from '../workspace/workspace.ts';
import { describeWith } from '../testing/needs.ts';
import { mrkdwn, plain } from './fixture-blocks.ts';
import { type OpenBrowser, openBrowser } from './fixture-browser.ts';
import { createPage } from './page.ts';
import { scaled } from '../workspace/wire/scaled.ts';

const input = {
  type: 'input' as const,
  block_id: 'service',
  label: plain('Service'),
  element: { type: 'plain_text_input' as const, action_id: 'name' },
};

describeWith(['chromium'], 'the page on the real workspace, with a real Bolt app', () => {
  let dir: string;
  let workspace: Workspace;
  let bot: TestBot;
  let browser: OpenBrowser;
  let page: BrowserPage;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'page-'));
    const { handler } = await createPage({ cacheDir: dir });
    workspace = await startWorkspace({ staticHandler: handler, ackWithinMs: 500 });
    bot = await startTestBot(workspace, (app) => {
      app.command('/diagnose', async ({ ack, client, command, respond }) => {
        await ack();
        if (command.text === '') {
          const view = {
            type: 'modal',
            title: plain('Diagnose'),
            submit: plain('Go'),
            blocks: [input],
          } as never;
          await client.views.open({ trigger_id: command.trigger_id, view });
        } else if (command.text === 'aip') {
          await respond('I do not know `aip`.');
        } else {
          const { ts } = await client.chat.postMessage({ channel: command.channel_id, text: 'Looking …' });
          const button = { type: 'button' as const, action_id: 'again', text: plain('Again') as never };
          const actions = { type: 'actions' as const, elements: [button] };
          const place = { channel: command.channel_id, thread_ts: ts ?? '' };
          await client.chat.postMessage({ ...place, text: 'verdict', blocks: [actions] });
          await client.filesUploadV2({
            ...place,
            channel_id: place.channel,
            filename: 'evidence.txt',
            content: 'seen\n',
          });
          await client.chat.update({
            channel: command.channel_id,
            ts: ts ?? '',
            text: '🔴 *api* is stopped',
          });
        }
      });
      app.view({ callback_id: '' }, async ({ ack }) => {
        await ack({ response_action: 'errors', errors: { service: 'No such service.' } });
      });
      app.event('app_home_opened', async ({ client, event }) => {
        const blocks = [{ type: 'section' as const, text: mrkdwn('*api* is healthy') as never }];
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
      });
    });
    browser = await openBrowser();
    page = await browser.open(workspace.pageUrl, { width: 1280, height: 800 });
  });

  afterAll(async () => {
    await browser?.close();
    await bot?.stop();
    await workspace?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const type = async (text: string) => {
    await page.getByTestId('composer').fill(text);
    await page.keyboard.press('Enter');
  };
  const lastText = () => page.getByTestId('message').last().textContent();

  test('a command leads to a message that is edited, with its thread and its file', async () => {
    await type('/diagnose api');
    const parent = page.getByTestId('message').filter({ hasText: 'api is stopped' });
    await parent.getByRole('button', { name: '2 replies' }).click();
    await expect.poll(() => page.getByTestId('thread').textContent()).toContain('evidence.txt');
    await expect.poll(() => page.getByTestId('thread').textContent()).toContain('seen');
  });

  test('a button whose click nobody acks says so beside it', async () => {
    await page.getByTestId('thread').getByRole('button', { name: 'Again' }).click();
    await expect
      .poll(() => page.getByTestId('thread').textContent())
      .toContain('did not take this action: operation_timeout');
    await page.keyboard.press('Escape');
  });

  test('an ephemeral answer is marked and only its person sees it', async () => {
    await type('/diagnose aip');
    await expect.poll(lastText).toMatch(/Only visible to you.*I do not know aip\./s);
    await page.getByTestId('act-as-U0AMARA').click();
    await expect.poll(lastText).not.toContain('I do not know');
    await page.getByTestId('act-as-U0ROSA').click();
  });

  test('a command the app does not listen to fails as in Slack', async () => {
    await type('/resus help');
    await expect
      .poll(lastText, { timeout: scaled(3000) })
      .toContain('/resus failed with the error "operation_timeout"');
  });

  test('a modal shows the errors the app answers with', async () => {
    await type('/diagnose');
    const modal = page.getByTestId('modal');
    await modal.getByRole('textbox').fill('aip');
    await modal.getByRole('button', { name: 'Go' }).click();
    await expect.poll(() => modal.textContent()).toContain('No such service.');
    await page.keyboard.press('Escape');
    await expect.poll(() => workspace.views('U0ROSA')).toEqual([]);
  });

  test('a permalink opens the thread of the message it names', async () => {
    const reply = workspace.messages('ops').findLast((message) => message.text === 'verdict');
    const { permalink } = await bot.client.chat.getPermalink({
      channel: reply?.channel ?? '',
      message_ts: reply?.ts ?? '',
    });
    await page.goto(permalink ?? '');
    await page.getByTestId('thread').locator(`[data-ts="${reply?.ts}"].is-linked`).waitFor();
    expect(await page.getByTestId('thread').getByRole('button', { name: 'Again' }).isVisible()).toBe(true);
  });

  test('the Home tab shows what the app publishes when it is opened', async () => {
    await page.getByTestId('channel-rosa').click();
    await page.getByRole('tab', { name: 'Home' }).click();
    await expect.poll(() => page.getByRole('tabpanel').textContent()).toContain('api is healthy');
  });

  test('nothing was logged as an error on the way', () => {
    expect(browser.complaints).toEqual([]);
  });
});
