import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page as BrowserPage } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../testing/needs.ts';
import { modalView } from './fixture-blocks.ts';
import { openBrowser, type OpenBrowser } from './fixture-browser.ts';
import { type FixtureWorkspace, startFixtureWorkspace } from './fixture-workspace.ts';
import { scaled } from '../workspace/wire/scaled.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

describeWith(['chromium'], 'the page in a browser', () => {
  let dir: string;
  let browser: OpenBrowser;
  let workspace: FixtureWorkspace;
  let page: BrowserPage;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'page-'));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await rm(dir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    workspace = await startFixtureWorkspace(dir);
  });

  afterEach(async () => {
    await page?.close();
    await workspace.stop();
  });

  async function visit(viewport: { width: number; height: number }) {
    page = await browser.open(workspace.url, viewport);
    await page.getByTestId('message').first().waitFor();
  }

  const threadText = () => page.getByTestId('thread').textContent();

  const lastAct = () => workspace.acts.at(-1);

  test('a typed slash command is sent as the person acting, Enter being enough', async () => {
    await visit(DESKTOP);
    await page.getByTestId('act-as-UAPP').click();
    await page.getByTestId('composer').pressSequentially('/diagnose api');
    await page.keyboard.press('Enter');
    await expect.poll(lastAct).toEqual({ as: 'UAPP', do: 'command', channel: 'COPS', text: '/diagnose api' });
  });

  test('shortcuts are offered on a message and beside the composer', async () => {
    await visit(DESKTOP);
    await page.getByTestId('message').first().hover();
    await page.getByTestId('message').first().getByTestId('shortcut-diagnose_message').click();
    await expect
      .poll(lastAct)
      .toMatchObject({ do: 'shortcut', callback_id: 'diagnose_message', channel: 'COPS' });
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByTestId('shortcut-diagnose_service').click();
    await expect.poll(lastAct).toMatchObject({ do: 'shortcut', callback_id: 'diagnose_service' });
  });

  test('a message is found by its words and opened in its thread, by keyboard alone', async () => {
    await visit(DESKTOP);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('checking slow');
    await page.getByTestId('found-message').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('thread').waitFor();
    expect(await threadText()).toContain('checking');
  });

  test('the command list completes with arrow keys and Tab', async () => {
    await visit(DESKTOP);
    await page.getByTestId('composer').pressSequentially('/re');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await page.getByTestId('composer').inputValue()).toBe('/resus ');
  });

  test('a command the app did not answer is reported as Slack does', async () => {
    workspace.answer = () => ({ ok: false, error: 'operation_timeout' });
    await visit(DESKTOP);
    await page.getByTestId('composer').fill('/diagnose api');
    await page.keyboard.press('Enter');
    const notice = page.getByTestId('message').last();
    await notice.getByText('Slackbot').waitFor();
    expect(await notice.textContent()).toContain('/diagnose failed with the error "operation_timeout"');
  });

  test('evidence is shown as it was sent and none of it runs', async () => {
    await visit(DESKTOP);
    const evidence = await page.locator('[data-ts="1700000110.000500"]').textContent();
    expect(evidence).toContain('<img src=x onerror="window.hacked=1"> <script>window.hacked=2</script>');
    expect(evidence).toContain('trap at 12:30:45');
    expect(evidence).toContain('web-1 *a*');
    expect(evidence).toContain('A block of type “hologram”');
    const addresses = await page
      .locator('.message a[href]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(addresses).not.toContainEqual(expect.stringMatching(/^\s*javascript:/i));
    expect(await page.evaluate('window.hacked')).toBeUndefined();
  });

  test('a button asks first, then sends its own action', async () => {
    await visit(DESKTOP);
    await page.getByText('2 replies').first().click();
    const thread = page.getByTestId('thread');
    await thread.getByRole('button', { name: 'Start api' }).click();
    expect(workspace.acts).toEqual([]);
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await expect.poll(lastAct).toMatchObject({
      as: 'UREQ',
      do: 'click',
      channel: 'COPS',
      ts: '1700000103.000400',
      block_id: 'remedies',
      action_id: 'remedy',
      value: 'plan-1',
    });
  });

  test('a channel opens at its end, a thread at its parent', async () => {
    await visit(DESKTOP);
    const ends = (label: string) =>
      page.getByRole('region', { name: label }).evaluate((box) => ({
        top: Math.round(box.scrollTop),
        left: Math.round(box.scrollHeight - box.scrollTop - box.clientHeight),
      }));
    expect(await ends('Messages in #ops')).toMatchObject({ left: 0 });
    await page.getByText('2 replies').first().click();
    await page.getByTestId('thread').getByText('line one').waitFor();
    expect(await ends('Messages in this thread')).toMatchObject({ top: 0 });
  });

  test('a live edit redraws the plan in the open thread', async () => {
    await visit(DESKTOP);
    await page.getByText('2 replies').first().click();
    const message = {
      channel: 'COPS',
      user: 'UBOT',
      bot: true,
      ts: '1700000101.000300',
      thread_ts: '1700000100.000200',
    };
    const plan = { type: 'plan', block_id: 'plan-2', title: 'Diagnosed api', tasks: [] };
    workspace.send({ type: 'message_changed', ...message, text: 'done', blocks: [plan] });
    await expect.poll(threadText).toContain('Diagnosed api');
  });

  test('a modal keeps field errors at their fields and sends every value once they are right', async () => {
    workspace.answer = (act) => {
      if (act.do === 'suggest')
        return { ok: true, options: [{ text: { type: 'plain_text', text: 'api' }, value: 'api' }] };
      const text = (act.values as { reason?: { text?: { value?: string } } } | undefined)?.reason?.text
        ?.value;
      return act.do === 'submit' && text === 'because'
        ? { ok: true, errors: { reason: 'Say more than that.' } }
        : { ok: true };
    };
    await visit(DESKTOP);
    workspace.send({ type: 'view', user: 'UREQ', view: modalView() });
    const modal = page.getByTestId('modal');
    await modal.getByRole('button', { name: 'Diagnose' }).click();
    expect(await modal.getByText('Please complete this required field.').count()).toBe(2);
    await modal.getByRole('combobox').click();
    await modal.getByRole('option', { name: 'api' }).click();
    await modal.locator('textarea').fill('because');
    await modal.getByRole('button', { name: 'Diagnose' }).click();
    await modal.getByText('Say more than that.').waitFor();
    await modal.locator('textarea').fill('customers cannot pay');
    await modal.getByRole('button', { name: 'Diagnose' }).click();
    await expect
      .poll(() => (lastAct()?.values as object | undefined) ?? {})
      .toMatchObject({
        service: { name: { type: 'external_select', selected_option: { value: 'api' } } },
        reason: { text: { type: 'plain_text_input', value: 'customers cannot pay' } },
        depth: { level: { type: 'radio_buttons', selected_option: { value: 'quick' } } },
      });
  });

  test('Escape closes a modal by telling the app, and then the thread', async () => {
    await visit(DESKTOP);
    await page.getByText('2 replies').first().click();
    workspace.send({ type: 'view', user: 'UREQ', view: modalView() });
    await page.getByTestId('modal').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(lastAct).toEqual({ as: 'UREQ', do: 'close', view_id: 'V1' });
    workspace.send({ type: 'view_closed', view_id: 'V1' });
    await page.getByTestId('modal').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByTestId('thread').waitFor({ state: 'detached' });
  });

  test('a demo service is broken and mended by its buttons', async () => {
    await visit(DESKTOP);
    await page.getByTestId('demo-api-stopped').click();
    await page.locator('[data-testid="demo-api"][data-healthy="false"]').waitFor();
    expect(await page.getByTestId('demo-api-stopped').getAttribute('aria-pressed')).toBe('true');
    await page.getByTestId('demo-api-mend').click();
    await page.locator('[data-testid="demo-api"][data-healthy="true"]').waitFor();
  });

  test('after a dropped stream the page reads what it missed', async () => {
    await visit(DESKTOP);
    workspace.state.messages.COPS?.push({
      channel: 'COPS',
      user: 'UAPP',
      ts: '1700000990.000100',
      text: 'missed while away',
    });
    workspace.dropStreams();
    await expect
      .poll(() => page.getByTestId('message').last().textContent(), { timeout: scaled(5000) })
      .toContain('missed while away');
  });

  test('Ctrl+K goes to a channel by a part of its name', async () => {
    await visit(DESKTOP);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pay');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '#payments' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('the chosen theme stays after a reload', async () => {
    await visit(DESKTOP);
    const theme = () => page.evaluate<string>('document.documentElement.dataset.theme');
    expect(await theme()).toBe('light');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    expect(await theme()).toBe('dark');
  });

  test('everything that is pressed by mouse is reached by Tab', async () => {
    await visit(DESKTOP);
    const reached = new Set<string>();
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate<string>(
        '(document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.className) || ""',
      );
      reached.add(name);
    }
    expect([...reached]).toEqual(
      expect.arrayContaining(['channel-ops', 'replies', 'composer', 'demo-api-stopped', 'demo-shop-mend']),
    );
  });

  test('on a phone the thread fills the screen and nothing is wider than it', async () => {
    await visit(PHONE);
    await page.getByText('2 replies').first().click();
    const box = await page.getByTestId('thread').boundingBox();
    expect(box).toMatchObject({ x: 0, width: PHONE.width });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    await page.getByRole('button', { name: 'Close thread' }).click();
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByTestId('channel-payments').click();
    await page.getByText('This is the very beginning of #payments').waitFor();
    expect(await page.getByTestId('act-as-UGST').isVisible()).toBe(true);
  });

  test('no page has logged an error or a warning', () => {
    expect(browser.complaints).toEqual([]);
  });
});
