import { describe, expect, it } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { findService } from './find-service.ts';
import { readPastedError } from './pasted-error.ts';

const url = 'https://api.example.test/api/v1/orders';
const at = (address: string) => ({ host: 'web-1', run: { systemd: 'x' }, public: { url: address } });

describe('a browser error that somebody pastes', () => {
  it.each([
    [
      'Firefox',
      `Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at ${url}. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 502.`,
      { url, status: 502, blamesCors: true },
    ],
    [
      'Firefox in French',
      `Blocage d’une requête multiorigine (Cross-Origin Request) : la politique « Same Origin » ne permet pas de consulter la ressource distante située sur ${url}. Raison : l’en-tête CORS « Access-Control-Allow-Origin » est manquant. Code d’état : 502.`,
      { url, status: 502, blamesCors: true },
    ],
    [
      'Chrome',
      `Access to fetch at '${url}' from origin 'https://shop.example.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.`,
      { url, blamesCors: true },
    ],
    [
      'Chrome, the line below it',
      `shop.js:12 POST ${url} net::ERR_FAILED 502 (Bad Gateway)`,
      { url, status: 502, blamesCors: false },
    ],
    ['Slack, which makes links', `it says <${url}|api.example.test> is broken`, { url, blamesCors: false }],
  ])('%s', (_browser, text, expected) => {
    expect(readPastedError(text)).toEqual(expected);
  });
  it('is not seen where there is no address', () => {
    expect(readPastedError('api web-1')).toBeUndefined();
  });
});

describe('the service of an address', () => {
  const catalog = readCatalog(
    JSON.stringify({
      hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' } },
      services: {
        api: at('https://api.example.test/health'),
        admin: at('https://api.example.test/admin/health'),
        shop: at('https://shop.example.test/'),
      },
    }),
    'resus.yaml',
  );
  it.each([
    ['https://shop.example.test/cart', 'shop'],
    ['https://api.example.test/api/v1/orders', 'api'],
    ['https://api.example.test/admin/users', 'admin'],
  ])('%s is %s', (address, name) => {
    expect(findService(catalog, address)).toMatchObject({ service: { name } });
  });
  it('is none when nobody serves that host, and the closest are offered', () => {
    expect(findService(catalog, 'https://other.example.test/')).toHaveProperty('closest');
  });
});
