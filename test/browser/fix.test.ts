import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '@resus/sandbox/page/fixture-browser.ts';
import { describeWith } from '#test/needs.ts';
import { run, type Spawned } from '#test/stories/process.ts';
import { takeShot, wantsShots } from './shots.ts';
import { answerTo, patienceMs, replyWith } from './visitor.ts';
import { scaled } from '#test/scaled.ts';

const desktop = { width: 1360, height: 960 };

// A fault from the panel, cured end to end as people would: one asks, another approves, the proof stands in the thread.
describeWith(['chromium', 'nginx', 'redis'], 'someone has a fault fixed', () => {
  let dir: string;
  let resus: Spawned;
  let browser: OpenBrowser;
  let page: Page;

  beforeAll(async () => {
    dir = wantsShots ? join(tmpdir(), 'resus') : mkdtempSync(join(tmpdir(), 'resus-browser-'));
    resus = run(['bin/resus.mjs', 'start', '--no-watch'], { RESUS_DATA: dir });
    const [, address = ''] = await resus.says(/sandbox workspace is at (\S+)/);
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

  const api = (health: 'true' | 'false') =>
    page.locator(`[data-testid="demo-api"][data-healthy="${health}"]`).waitFor({ timeout: patienceMs });
  const inThread = (text: string | RegExp): Locator =>
    page.getByTestId('thread').locator('.message', { hasText: text }).last();

  test('diagnose, plan, a second person approves, and the card says that it is fixed', {
    timeout: scaled(120_000),
  }, async () => {
    await page.getByTestId('demo-api-stopped').click();
    await api('false');
    await page.getByTestId('composer').fill('/diagnose api');
    const answer = await answerTo(page, () => page.keyboard.press('Enter'), 'not running');
    const verdict = await replyWith(page, answer, 'Plan it');
    await verdict
      .getByRole('button', { name: /^Start / })
      .first()
      .click();
    const card = inThread('Exactly this runs');
    await card.waitFor({ timeout: patienceMs });
    expect(await card.textContent()).toContain('systemctl start');
    await takeShot(page, 'plan', card);

    await card.getByRole('button', { name: 'Approve' }).click();
    await inThread('Only sre may decide this').waitFor({ timeout: patienceMs });
    await page.getByTestId('act-as-U0AMARA').click();
    await inThread('Exactly this runs').getByRole('button', { name: 'Approve' }).click();
    const result = inThread('Proof, seen after it ran');
    await result.waitFor({ timeout: scaled(60_000) });
    expect(await result.textContent()).toContain('Fixed, proven from outside');
    await api('true');
    expect(await page.getByTestId('thread').getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await takeShot(page, 'fixed', result);
  });

  test('no page has logged an error or a warning', () => {
    expect(browser.complaints).toEqual([]);
  });
});
