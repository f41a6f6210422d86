import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page as BrowserPage } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../testing/needs.ts';
import { modalView } from './fixture-blocks.ts';
import { type OpenBrowser, openBrowser } from './fixture-browser.ts';
import { type FixtureWorkspace, startFixtureWorkspace } from './fixture-workspace.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

describeWith(['chromium'], 'the page for those who cannot see it or have no mouse', () => {
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

  async function visit(viewport = DESKTOP): Promise<void> {
    page = await browser.open(workspace.url, viewport);
    await page.getByTestId('message').first().waitFor();
    await page.evaluate(axe.source);
  }

  /** What axe finds: rule, and where. */
  const problems = async (): Promise<string[]> => {
    const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
      'axe.run(document, { resultTypes: ["violations"] })',
    );
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
    );
  };

  const views: Record<string, () => Promise<unknown>> = {
    'a channel with the demo': async () => {},
    'a thread': () => page.getByText('2 replies').first().click(),
    'the search': () => page.keyboard.press('Control+k'),
    'the list of commands': () => page.getByTestId('composer').pressSequentially('/re'),
    'Slack on a bad day': () => page.getByRole('button', { name: 'Slack on a bad day' }).click(),
    'the home tab': async () => {
      await page.getByRole('navigation', { name: 'Channels' }).getByRole('button').last().click();
      await page.getByRole('tab', { name: 'Home' }).click();
    },
    'a modal': async () => {
      workspace.send({ type: 'view', user: 'UREQ', view: modalView() });
      await page.getByTestId('modal').waitFor();
    },
  };

  const themed = Object.keys(views).flatMap((name) => ['light', 'dark'].map((theme) => ({ name, theme })));

  test.each(themed)('axe finds nothing in $name, $theme', async ({ name, theme }) => {
    await visit();
    if (theme === 'dark') await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await views[name]?.();
    expect(await problems()).toEqual([]);
  });

  test.each(['a channel with the demo', 'a thread'])('axe finds nothing in %s on a phone', async (name) => {
    await visit(PHONE);
    await views[name]?.();
    expect(await problems()).toEqual([]);
  });

  /** Presses Tab until what has the focus is called so. */
  async function tabTo(name: string | RegExp): Promise<void> {
    const called = `(() => { const at = document.activeElement; return at?.getAttribute('aria-label') ?? at?.textContent ?? ''; })()`;
    for (let presses = 0; presses < 120; presses += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate<string>(called);
      if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    }
    throw new Error(`Tab does not lead to ${String(name)}`);
  }

  test('by keyboard alone: a service is broken, its thread opened, a button pressed and confirmed, the thread closed', async () => {
    await visit();
    await tabTo('Stop the process');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid="demo-api"][data-healthy="false"]').waitFor();
    await tabTo(/^2 replies/);
    await page.keyboard.press('Enter');
    await page.getByTestId('thread').waitFor();
    await tabTo('Start api');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Ask for it');
    await page.keyboard.press('Enter');
    await expect.poll(() => workspace.acts.at(-1)).toMatchObject({ do: 'click', action_id: 'remedy' });
    await page.keyboard.press('Escape');
    await page.getByTestId('thread').waitFor({ state: 'detached' });
  });

  test('a screen reader is given landmarks, each message with its author, and what is new', async () => {
    await visit();
    const outline = await page.locator('body').ariaSnapshot();
    for (const part of [
      '- banner:',
      '- navigation "Channels":',
      '- main "#ops":',
      `- 'region "Messages in #ops"':`,
      '- region "Demo services":',
      '- complementary "First steps":',
      '- group "Acting as":',
    ])
      expect(outline).toContain(part);
    await page
      .getByRole('article', { name: /^resus, / })
      .first()
      .waitFor();
    const message = {
      channel: 'COPS',
      user: 'UBOT',
      bot: true,
      ts: '1700000999.000100',
      text: 'api is down',
    };
    workspace.send({ type: 'message', ...message });
    await expect
      .poll(() => page.locator('[aria-live="polite"]').first().textContent())
      .toContain('api is down');
  });

  test('the first steps go on with what happens, are closed by one press, and stay closed', async () => {
    await visit();
    const tour = page.getByTestId('tour');
    expect(await tour.textContent()).toContain('1 of 3');
    await page.getByTestId('demo-api-stopped').click();
    await tour.getByText('2 of 3').waitFor();
    await page.getByTestId('demo-api-mend').click();
    await tour.getByText('3 of 3').waitFor();
    await tour.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Close the first steps' }).click();
    await tour.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('message').first().waitFor();
    expect(await tour.count()).toBe(0);
  });
});
