import { chromium, type Page } from 'playwright-core';
import { scaled } from '../workspace/wire/scaled.ts';
import { getPart } from '../testing/needs.ts';

export interface OpenBrowser {
  /** Opens an address in a fresh profile. */
  open: (url: string, viewport: { width: number; height: number }) => Promise<Page>;
  /** Errors and warnings any page has logged: a test that leaves some has found something. */
  complaints: string[];
  close: () => Promise<void>;
}

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath: getPart('chromium'),
    args: QUIET,
  });
  const complaints: string[] = [];
  return {
    complaints,
    open: async (url, viewport) => {
      const page = await browser.newPage({ viewport });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (line) => {
        // Failed requests are told below, with their reason.
        const isNoise = line.text().startsWith('Failed to load resource');
        if (['error', 'warning'].includes(line.type()) && !isNoise) complaints.push(line.text());
      });
      page.on('requestfailed', (request) => {
        // A stream ends with its page, and one test drops it on purpose.
        if (request.url().endsWith('/page/events')) return;
        // A page that is left ends what it had asked for: that is no failure of the asked.
        if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
        complaints.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText ?? 'failed'}`);
      });
      page.setDefaultTimeout(scaled(30_000));
      await page.goto(url);
      return page;
    },
    close: () => browser.close(),
  };
}
