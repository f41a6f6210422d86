import { describe, expect, it } from 'vitest';
import { layerOf } from './layer.ts';

const html = { 'content-type': 'text/html' };
const text = { 'content-type': 'text/plain; charset=utf-8' };
const nginxPage = (status: string): string =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body>\r\n<center><h1>${status}</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n`;
const cloudflare = { server: 'cloudflare', 'cf-ray': '8f1a2b3c4d5e6f70-CDG' };

describe('who wrote an answer', () => {
  it.each([
    [
      'E4',
      502,
      { ...cloudflare, ...html },
      '<title>x | 502: Bad gateway</title><div id="cf-wrapper">',
      'cloudflare',
      'origin_error',
    ],
    ['E4 for programs', 502, { ...cloudflare, ...text }, 'error code: 502', 'cloudflare', 'origin_error'],
    ['E5', 502, { ...cloudflare, ...html }, '<center>cloudflare</center>', 'cloudflare', 'edge_error'],
    ['E6', 520, cloudflare, 'error code: 520', 'cloudflare', 'origin_bad_answer'],
    ['E7', 521, cloudflare, '', 'cloudflare', 'origin_refused'],
    ['E8', 522, cloudflare, '', 'cloudflare', 'origin_timeout'],
    ['E9', 523, cloudflare, '', 'cloudflare', 'origin_unreachable'],
    ['E10', 524, cloudflare, '', 'cloudflare', 'origin_slow'],
    ['E11', 525, cloudflare, '', 'cloudflare', 'origin_tls'],
    ['E11', 526, cloudflare, '', 'cloudflare', 'origin_tls'],
    ['E12', 530, cloudflare, 'error code: 1016', 'cloudflare', 'origin_dns'],
    [
      'E13',
      502,
      { server: 'nginx/1.22.1', ...html },
      nginxPage('502 Bad Gateway'),
      'nginx',
      'upstream_failed',
    ],
    [
      'E14',
      504,
      { server: 'nginx', ...html },
      nginxPage('504 Gateway Time-out'),
      'nginx',
      'upstream_timeout',
    ],
    [
      'E15',
      503,
      { server: 'nginx', ...html },
      nginxPage('503 Service Temporarily Unavailable'),
      'nginx',
      'limited',
    ],
    [
      'E16',
      502,
      { server: 'nginx' },
      '<title>Powered by CapRover</title> NGINX 502 Error :/',
      'caprover',
      'upstream_failed',
    ],
    ['E18', 404, { server: 'nginx' }, 'Nothing here yet :/', 'caprover', 'no_route'],
    ['E19', 500, { server: 'nginx' }, 'An Error Occurred :/', 'caprover', 'upstream_failed'],
    ['E21', 502, text, 'Bad Gateway', 'traefik', 'upstream_failed'],
    ['E22', 504, text, 'Gateway Timeout', 'traefik', 'upstream_timeout'],
    ['E23', 503, text, 'no available server\n', 'traefik', 'no_backend'],
    [
      'E24',
      404,
      { ...text, 'x-content-type-options': 'nosniff' },
      '404 page not found\n',
      'traefik',
      'no_route',
    ],
    ['E26', 502, { server: 'Caddy' }, '', 'caddy', 'upstream_failed'],
    ['E27', 503, { server: 'Caddy' }, '', 'caddy', 'no_route'],
    [
      'E28',
      503,
      { server: 'Apache/2.4.57' },
      'maintenance downtime or capacity problems',
      'apache',
      'upstream_failed',
    ],
    [
      'E29',
      502,
      { server: 'Apache/2.4.57' },
      '<title>502 Proxy Error</title> Reason: <strong>Error reading',
      'apache',
      'upstream_failed',
    ],
    [
      'E30',
      502,
      { server: 'awselb/2.0' },
      '<center><h1>502 Bad Gateway</h1></center>',
      'aws',
      'upstream_failed',
    ],
    ['E31', 500, { server: 'uvicorn', 'content-type': 'application/json' }, '{"detail":"x"}', 'app', 'none'],
    [
      'E31 relayed',
      502,
      { 'x-powered-by': 'Express', 'content-type': 'application/json' },
      '{"error":"upstream"}',
      'app',
      'none',
    ],
    [
      'an answer through nginx',
      200,
      { server: 'nginx', 'content-type': 'application/json' },
      '{}',
      'app',
      'none',
    ],
    ['an answer through the CDN', 404, cloudflare, '{}', 'app', 'none'],
    ['a 502 of nobody known', 502, { server: 'proxyd' }, 'oops', 'unclear', 'upstream_failed'],
  ] as const)('%s: %d', (_name, status, headers, body, layer, says) => {
    expect(layerOf({ status, headers, body })).toMatchObject({ layer, says });
  });
  it('never takes a server behind the CDN for the one that answered', () => {
    expect(
      layerOf({ status: 502, headers: { ...cloudflare, ...html }, body: nginxPage('502 Bad Gateway') }).layer,
    ).toBe('cloudflare');
  });
});
