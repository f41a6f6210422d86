import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../bin/setup/place.mjs';

export const wantsShots = Boolean(process.env['RESUS_SHOTS']);

/**
 * Writes docs/images/<name>.png with this scrolled to its top, for the pages of docs/. Only when RESUS_SHOTS is set: a
 * picture differs with fonts and browser, so it is made on purpose and looked at.
 */
export async function takeShot(page: Page, name: string, shown: Locator): Promise<void> {
  if (!wantsShots) return;
  await page.mouse.move(0, 0);
  await shown.evaluate((element: { scrollIntoView(options: object): void }) =>
    element.scrollIntoView({ block: 'start' }),
  );
  await page.screenshot({ path: join(root, 'docs/images', `${name}.png`) });
}
