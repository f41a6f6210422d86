import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '@resus/sandbox/page/fixture-browser.ts';
import { describeWith } from '#test/needs.ts';
import { run, type Spawned } from '#test/stories/process.ts';
import { takeShot, wantsShots } from './shots.ts';
import { answerTo, patienceMs, replyWith, tabTo } from './visitor.ts';

const desktop = { width: 1360, height: 960 };
const phone = { width: 390, height: 844 };
const wrongPort = 'The proxy passes requests to';
const proxyPass = /proxy_pass http:\/\/127\.0\.0\.1:\d+;/;

// As a user does it: `npm start`, the printed page, a command, a button, the command again.
describeWith(['chromium', 'nginx', 'redis'], 'someone tries Resus for the first time', () => {
  let dir: string;
  let resus: Spawned;
  let address: string;
  let browser: OpenBrowser;
  let page: Page;

  beforeAll(async () => {
    // The pictures show paths of it.
    dir = wantsShots ? join(tmpdir(), 'resus') : mkdtempSync(join(tmpdir(), 'resus-browser-'));
    resus = run(['bin/resus.mjs', 'start', '--no-watch'], { RESUS_DATA: dir });
    [, address = ''] = await resus.says(/sandbox workspace is at (\S+)/);
    await resus.says(/Resus is ready/);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await resus?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  async function open(viewport: { width: number; height: number }): Promise<void> {
    page = await browser.open(address, viewport);
    await page.getByTestId('composer').waitFor();
  }
  const api = (health: 'true' | 'false') =>
    page.locator(`[data-testid="demo-api"][data-healthy="${health}"]`).waitFor({ timeout: patienceMs });
  const pressEnter = () => page.keyboard.press('Enter');

  describe('at a desk', () => {
    beforeAll(() => open(desktop));
    afterAll(() => page.close());

    test('completion writes the command, and the thread says that api is healthy', async () => {
      await page.getByTestId('composer').pressSequentially('/dia');
      await page.keyboard.press('Tab');
      await page.keyboard.type('api');
      expect(await page.getByTestId('composer').inputValue()).toBe('/diagnose api');
      const answer = await answerTo(page, pressEnter, 'Payments API is healthy.');
      const verdict = await replyWith(page, answer, 'Ruled out');
      expect(await verdict.textContent()).toContain('"status":"healthy"');
    });

    test('a button breaks it, and the next diagnosis names the cause with the line that proves it', async () => {
      await page.getByTestId('demo-api-wrong-port').click();
      await api('false');
      await page.getByTestId('composer').fill('/diagnose api');
      const answer = await answerTo(page, pressEnter, wrongPort);
      const verdict = await replyWith(page, answer, proxyPass);
      expect(await verdict.textContent()).toContain(wrongPort);
      await takeShot(page, 'diagnose', verdict);
    });
  });

  describe('with the keyboard alone', () => {
    beforeAll(() => open(desktop));
    afterAll(() => page.close());

    test('the service is mended and found healthy again', async () => {
      await tabTo(page, 'demo-api-mend');
      await pressEnter();
      await api('true');
      await tabTo(page, 'composer');
      await page.keyboard.type('/diagnose api');
      const answer = await answerTo(page, pressEnter, 'is healthy');
      expect(await answer.textContent()).toContain('Payments API');
    });
  });

  describe('on a phone', () => {
    beforeAll(() => open(phone));
    afterAll(() => page.close());

    test('the same breakage is read without scrolling sideways', async () => {
      await page.getByRole('button', { name: /Demo services/ }).click();
      await page.getByTestId('demo-api-wrong-port').click();
      await api('false');
      await page.getByRole('button', { name: /Demo services/ }).click();
      await page.getByTestId('composer').fill('/diagnose api');
      const answer = await answerTo(
        page,
        () => page.getByRole('button', { name: 'Send' }).click(),
        wrongPort,
      );
      const verdict = await replyWith(page, answer, proxyPass);
      expect(await verdict.textContent()).toContain(wrongPort);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
      await takeShot(page, 'phone', verdict);
    });
  });

  test('no page has logged an error or a warning', () => {
    expect(browser.complaints).toEqual([]);
  });
});
