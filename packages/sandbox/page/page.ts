import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { bundlePage } from './bundle.ts';
import { CONTENT_SECURITY_POLICY, DOCUMENT, ICON } from './document.ts';

export interface Page {
  /** Answers the page's own addresses and returns true; leaves every other request alone and returns false. */
  handler: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface PageOptions {
  /** Where a finished build is kept between starts. */
  cacheDir?: string;
}

/** The sandbox's browser page: one document, one script, one style, all in memory. Who may ask is the server's business. */
export async function createPage({ cacheDir = join('.resus', 'cache') }: PageOptions = {}): Promise<Page> {
  const { js, css } = await bundlePage(cacheDir);
  const assets = new Map([
    ['/', { type: 'text/html; charset=utf-8', body: Buffer.from(DOCUMENT) }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: Buffer.from(js) }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: Buffer.from(css) }],
    ['/page.svg', { type: 'image/svg+xml', body: Buffer.from(ICON) }],
  ]);
  return {
    handler(request, response) {
      const asset = assets.get((request.url ?? '').replace(/\?.*$/s, ''));
      if (!asset || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      response.writeHead(200, {
        'content-type': asset.type,
        'content-length': asset.body.byteLength,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        // Built anew when its sources change: a browser must never show yesterday's page.
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : asset.body);
      return true;
    },
  };
}
