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

// A person sees a failure, and takes its outage from the first word to the report, in the page.
describeWith(['chromium', 'nginx', 'redis'], 'someone opens an outage', () => {
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

  const messages = () => page.getByRole('region', { name: 'Messages in #ops' }).getByTestId('message');
  const saying = (text: string | RegExp): Locator => messages().filter({ hasText: text }).last();
  const type = async (text: string): Promise<void> => {
    await page.getByTestId('composer').fill(text);
    await page.keyboard.press('Enter');
  };
  const shows = (text: string | RegExp): Promise<void> => saying(text).waitFor({ timeout: patienceMs });

  test('its message is diagnosed, and a fix waits in its thread', { timeout: scaled(90_000) }, async () => {
    await page.getByTestId('demo-api-stopped').click();
    await page.locator('[data-testid="demo-api"][data-healthy="false"]').waitFor({ timeout: patienceMs });
    await type('/outage open api nobody can pay');
    await shows('The outage of api is open');
    await shows('a fix waits for approval');
    const parent = saying('a fix waits for approval');
    expect(await parent.textContent()).toContain('is not running');
    await parent.getByRole('button', { name: /\d+ repl/ }).click({ timeout: patienceMs });
    await page
      .getByTestId('thread')
      .locator('.message', { hasText: 'Exactly this runs' })
      .last()
      .waitFor({ timeout: patienceMs });
  });

  test('the list names who has it once it is assigned by name, and its menu silences it', async () => {
    await type('/outage assign @amara');
    await shows('has the outage of api now');
    await type('/outage');
    await shows('1 outage is open');
    const list = saying('1 outage is open');
    expect(await list.textContent()).toContain('amara has it');
    await list.getByLabel('Silence').selectOption({ label: '1 hour' });
    await shows('api is silenced until');
  });

  test('the home tab has it at the top', async () => {
    await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: /resus/ }).click();
    await page.getByRole('tab', { name: 'Home' }).click();
    const home = page.getByRole('tabpanel', { name: 'Home' });
    await home.getByText('Open outages').waitFor({ timeout: patienceMs });
    expect(await home.textContent()).toMatch(
      /^Open outages\W*Down, a fix waits for approval: api — critical/,
    );
    await takeShot(page, 'home', home);
    await page.getByTestId('channel-ops').click();
  });

  test('a button asks for the reason, and the message says that it is over', async () => {
    await saying('a fix waits for approval').getByRole('button', { name: 'Resolve' }).click();
    const window = page.getByTestId('modal');
    await window.getByRole('textbox').fill('started by hand');
    await window.getByRole('button', { name: 'Resolve' }).click();
    await shows('The outage of api is resolved.');
    await shows(/api — Resolved/);
    expect(await saying(/api — Resolved/).textContent()).toContain('started by hand');
  });

  test('no page has logged an error or a warning', () => {
    expect(browser.complaints).toEqual([]);
  });
});
