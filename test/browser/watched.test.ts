import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '@resus/sandbox/page/fixture-browser.ts';
import { describeWith } from '#test/needs.ts';
import { run, type Spawned } from '#test/stories/process.ts';
import { takeShot, wantsShots } from './shots.ts';
import { patienceMs } from './visitor.ts';
import { scaled } from '#test/scaled.ts';

const desktop = { width: 1360, height: 960 };
/** The chart and what stands below it, without scrolling. */
const tall = { width: 1360, height: 1240 };
const phone = { width: 390, height: 844 };
/** What README.md and the panel promise. */
const noticedWithinMs = scaled(15_000);

// Nobody asks for anything: a button breaks it, and Resus does the rest but for the approval.
describeWith(['chromium', 'nginx', 'redis'], 'something goes down while nobody looks', () => {
  let dir: string;
  let resus: Spawned;
  let browser: OpenBrowser;
  let page: Page;
  let address: string;

  beforeAll(async () => {
    dir = wantsShots ? join(tmpdir(), 'resus') : mkdtempSync(join(tmpdir(), 'resus-browser-'));
    resus = run(['bin/resus.mjs', 'start'], { RESUS_DATA: dir });
    [, address = ''] = await resus.says(/sandbox workspace is at (\S+)/);
    await resus.says(/Resus is ready/);
    browser = await openBrowser();
    page = await browser.open(address, desktop);
    await page.getByTestId('composer').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await resus?.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  const parent = (): Locator =>
    page.getByRole('region', { name: 'Messages in #ops' }).getByTestId('message').last();
  const inThread = (text: string | RegExp): Locator =>
    page.getByTestId('thread').locator('.message', { hasText: text }).last();

  test('its outage is in the channel that is open within 15 s, diagnosed, with a fix that waits', {
    timeout: scaled(120_000),
  }, async () => {
    // A picture of an outage shows how it was before.
    if (wantsShots) await page.waitForTimeout(50_000);
    await page.getByTestId('demo-api-stopped').click();
    await parent().filter({ hasText: 'api' }).waitFor({ timeout: noticedWithinMs });
    await parent().filter({ hasText: 'a fix waits for approval' }).waitFor({ timeout: patienceMs });
    expect(await parent().textContent()).toContain('is not running');
    expect(await parent().textContent()).toContain('nobody has it yet');
    // One press from the channel to what waits for a yes.
    await parent().getByRole('link', { name: 'look and decide' }).click({ timeout: patienceMs });
    const card = inThread('Exactly this runs');
    await card.waitFor({ timeout: patienceMs });
    expect(await card.textContent()).toContain('systemctl start');
    await takeShot(page, 'outage', card);
  });

  test('one approver says yes, and it is fixed, with its proof', { timeout: scaled(60_000) }, async () => {
    await page.getByTestId('act-as-U0AMARA').click();
    await inThread('Exactly this runs').getByRole('button', { name: 'Approve' }).click();
    const proof = inThread('Proof, seen after it ran');
    await proof.waitFor({ timeout: patienceMs });
    expect(await proof.textContent()).toContain('Fixed, proven from outside');
  });

  test('it stays up, so it is over: the chart and the report are in its thread', {
    timeout: scaled(90_000),
  }, async () => {
    await parent()
      .filter({ hasText: 'Resolved' })
      .waitFor({ timeout: scaled(60_000) });
    const chart = page
      .getByTestId('thread')
      .getByRole('img', { name: 'Response time and availability of api' });
    await chart.waitFor({ timeout: patienceMs });
    // It has been loaded, and is a picture.
    await expect
      .poll(() => chart.evaluate((image) => 'naturalWidth' in image && image.naturalWidth))
      .toBe(1200);
    await inThread('Post-mortem of api').waitFor({ timeout: patienceMs });
    await page.setViewportSize(tall);
    await takeShot(page, 'outage-over', inThread('Over, after'));
  });

  test('on a phone its thread is read without scrolling sideways', async () => {
    page = await browser.open(address, phone);
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByTestId('channel-ops').click();
    await parent()
      .getByRole('button', { name: /\d+ repl/ })
      .click({ timeout: patienceMs });
    const over = inThread('Over, after');
    await over.waitFor({ timeout: patienceMs });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
  });

  test('no page has logged an error or a warning', () => {
    expect(browser.complaints).toEqual([]);
  });
});
