import type { Locator, Page } from 'playwright-core';
import { scaled } from '#test/scaled.ts';

/** What a person waits for at most; a verdict takes one second on an idle machine. */
export const patienceMs = scaled(30_000);

/** Has something sent, and gives the message in #ops that is the answer to it, once it shows this. */
export async function answerTo(page: Page, send: () => Promise<void>, shows: string): Promise<Locator> {
  const messages = page.getByRole('region', { name: 'Messages in #ops' }).getByTestId('message');
  const before = await messages.count();
  await send();
  const answer = messages.nth(before).filter({ hasText: shows });
  await answer.waitFor({ timeout: patienceMs });
  return answer;
}

/** Opens the thread of a message and gives the first reply in it that quotes this. */
export async function replyWith(page: Page, parent: Locator, quote: RegExp | string): Promise<Locator> {
  await parent.getByRole('button', { name: /\d+ repl/ }).click({ timeout: patienceMs });
  const reply = page.getByTestId('thread').locator('.message', { hasText: quote }).first();
  await reply.waitFor({ timeout: patienceMs });
  return reply;
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    const reached = await page.evaluate('document.activeElement?.getAttribute("data-testid")');
    if (reached === testId) return;
  }
  throw new Error(`${testId} is not reached by Tab`);
}
