import { describe, expect, test } from 'vitest';
import { findServiceIn } from './find-service.ts';
import { readCatalog } from '#app/read-catalog.ts';

const catalog = readCatalog(
  `
hosts: { web-1: { address: 192.0.2.5, user: bot, key: "env:KEY", host_key: "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" } }
services:
  api: { host: web-1, title: Payments API, run: { systemd: api }, public: { url: "https://api.example.test/health" } }
  api-eu: { host: web-1, run: { systemd: api-eu } }
  shop: { host: web-1, run: { systemd: shop }, public: { url: "https://shop.example.test/" } }
`,
  'resus.yaml',
);

function nameIn(text: string): string | readonly string[] {
  const found = findServiceIn(catalog, text);
  return 'service' in found ? found.service.name : found.closest;
}

describe('the service that a message is about', () => {
  test.each([
    ['customers say shop is slow since noon', 'shop'],
    ['[FIRING:1] HighErrorRate payments api (critical)', 'api'],
    ['*api-eu* is down!', 'api-eu'],
    ['see <https://shop.example.test/cart|this page>', 'shop'],
    [
      'alert from <https://grafana.example.test/d/1|Grafana>: <https://api.example.test/v1/login> answers 502',
      'api',
    ],
    [
      "Access to fetch at 'https://api.example.test/v1' from origin 'https://shop.example.test' has been blocked by CORS policy",
      'api',
    ],
  ])('%s', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test('two names are both offered, a misspelt one brings the closest first', () => {
    expect(nameIn('shop and api-eu are both slow')).toEqual(['api-eu', 'shop']);
    expect(nameIn('shpo gives errors')[0]).toBe('shop');
  });
  test('a message without any word offers what there is', () => {
    expect(nameIn('')).toEqual(['api', 'api-eu', 'shop']);
  });
});
