import { describe, expect, it } from 'vitest';
import type { Answer, HttpAnswer, TlsAnswer } from '#catalog/ask.ts';
import { targetOf } from '#test/recorded/target.ts';
import { cors } from './cors.ts';
import { dns } from './dns.ts';
import type { Probe, Seen, Target } from '../probe.ts';
import { edge, publicProbe } from './public.ts';
import { tls } from './tls.ts';

const service = {
  run: { systemd: 'api' },
  public: { url: 'https://api.example.com/health', expect: { status: 200 } },
  cors: {
    origins: ['https://shop.example.com'],
    headers: ['content-type', 'authorization'],
    credentials: true,
  },
};
const target = targetOf(service, 'outside');
const answered = (status: number, headers: Record<string, string> = {}, body = '{}'): HttpAnswer => ({
  outcome: 'answered',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
  firstByteMs: 20,
  tookMs: 21,
});
const bad502 = answered(
  502,
  { server: 'nginx', 'content-type': 'text/html' },
  '<title>502 Bad Gateway</title><hr><center>nginx</center>',
);
function see(probe: Probe, answers: Record<string, Answer>, at = target): Seen {
  return [probe.read(answers, at)].flat()[0] as Seen;
}

function origin(url: string): Target {
  return targetOf({ ...service, public: { url, resolve: '192.0.2.5' } }, 'outside');
}

describe('what users get', () => {
  it('is what is expected', () => {
    expect(see(publicProbe, { answer: answered(200) })).toMatchObject({
      status: 'ok',
      facts: { outcome: 'answered', expectMet: true, gatewayError: false, layer: 'app' },
    });
  });
  it('is an error of the proxy', () => {
    expect(see(publicProbe, { answer: bad502 })).toMatchObject({
      status: 'bad',
      facts: { gatewayError: true, layer: 'nginx', layerSays: 'upstream_failed', alive: false },
    });
  });
  it('is nothing', () => {
    const failed: HttpAnswer = {
      outcome: 'failed',
      failure: 'refused',
      detail: 'connect ECONNREFUSED 192.0.2.5:443',
      tookMs: 3,
    };
    expect(see(publicProbe, { answer: failed })).toMatchObject({
      status: 'bad',
      facts: { outcome: 'refused', alive: false, gatewayError: false, layer: 'none' },
    });
  });
  it('is a refusal for too many requests, which shows life', () => {
    expect(see(publicProbe, { answer: answered(429, { 'retry-after': '30' }) }).facts).toMatchObject({
      alive: true,
      rateLimited: true,
      retryAfter: '30',
    });
  });
  it('is asked through public DNS too when the origin is known, but not for names that cannot be there', () => {
    expect(edge.asks(origin('https://api.example.com/'))).toBeDefined();
    expect(edge.asks(origin('https://api.example.test/'))).toBeUndefined();
    expect(edge.asks(target)).toBeUndefined();
    expect(publicProbe.asks(origin('https://api.example.test/'))).toMatchObject({
      answer: { resolve: '192.0.2.5' },
    });
  });
});

describe('CORS', () => {
  const allowing = {
    'access-control-allow-origin': 'https://shop.example.com',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': 'Content-Type, Authorization',
  };
  it('allows the origin', () => {
    expect(see(cors, { preflight0: answered(204, allowing), get0: answered(200, allowing) })).toMatchObject({
      status: 'ok',
      facts: { allowed: true, onlySymptom: false },
    });
  });
  it('refuses it, although the status is 204', () => {
    const seen = see(cors, {
      preflight0: answered(204, { 'access-control-allow-origin': 'https://other.example.com' }),
      get0: answered(200),
    });
    expect(seen).toMatchObject({
      status: 'bad',
      facts: {
        allowed: false,
        refusedOrigins: ['https://shop.example.com'],
        preflightAllowed: false,
        getAllowed: false,
      },
    });
  });
  it('allows the origin but not the headers it sends', () => {
    const narrow = { ...allowing, 'access-control-allow-headers': 'content-type' };
    expect(see(cors, { preflight0: answered(204, narrow), get0: answered(200, narrow) }).facts).toMatchObject(
      { allowed: false, missingHeaders: ['authorization'] },
    );
  });
  it('does not count a star where cookies are sent', () => {
    const star = { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' };
    expect(see(cors, { preflight0: answered(204, star), get0: answered(200, star) }).facts['allowed']).toBe(
      false,
    );
  });
  it('is only a symptom when a gateway answers', () => {
    const { facts } = see(cors, { preflight0: bad502, get0: bad502 });
    expect(facts).toMatchObject({ gatewayError: true, onlySymptom: true });
    expect(facts).not.toHaveProperty('allowed');
  });
  it('asks with a full preflight', () => {
    expect(cors.asks(target)?.['preflight0']).toMatchObject({
      method: 'OPTIONS',
      headers: {
        Origin: 'https://shop.example.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,authorization',
      },
    });
  });
});

describe('the certificate', () => {
  const day = 86_400_000;
  const certificate = (more: Partial<Extract<TlsAnswer, { outcome: 'answered' }>>): TlsAnswer => ({
    outcome: 'answered',
    validFrom: target.now - 60 * day,
    validTo: target.now + 30 * day,
    subject: 'api.example.com',
    issuer: 'R11',
    altNames: ['api.example.com'],
    protocol: 'TLSv1.3',
    tookMs: 30,
    ...more,
  });
  it.each([
    ['good', {}, 'ok', { trusted: true, expired: false, expiresSoon: false, expiresInDays: 30 }],
    [
      'expired',
      { validTo: target.now - 2 * day, problem: 'CERT_HAS_EXPIRED' },
      'bad',
      { expired: true, trusted: false },
    ],
    ['about to expire', { validTo: target.now + 3 * day }, 'ok', { expiresSoon: true, trusted: true }],
    [
      'for another name',
      { problem: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      'bad',
      { nameMatches: false, trusted: false },
    ],
    ['signed by itself', { problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'bad', { selfSigned: true }],
    [
      'a stand-in of Traefik',
      { problem: 'DEPTH_ZERO_SELF_SIGNED_CERT', issuer: 'TRAEFIK DEFAULT CERT' },
      'bad',
      { proxyDefault: true },
    ],
  ] as const)('is %s', (_name, more, status, facts) => {
    expect(see(tls, { answer: certificate(more) })).toMatchObject({ status, facts });
  });
  it('of a private authority is trusted when the catalog names it', () => {
    const own = targetOf({ ...service, public: { ...service.public, ca: '/etc/ssl/own.pem' } }, 'outside');
    expect(
      see(tls, { answer: certificate({ problem: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }) }, own).facts['trusted'],
    ).toBe(true);
  });
  it('is not asked for over plain HTTP', () => {
    expect(
      tls.asks(targetOf({ run: { systemd: 'api' }, public: { url: 'http://api.example.com/' } }, 'outside')),
    ).toBeUndefined();
  });
});

describe('the public name', () => {
  it('resolves', () => {
    expect(see(dns, { answer: { outcome: 'answered', addresses: ['192.0.2.5'], tookMs: 2 } })).toMatchObject({
      status: 'ok',
      facts: { resolves: true },
    });
  });
  it('does not exist, which is not the same as a resolver that fails', () => {
    expect(see(dns, { answer: { outcome: 'failed', code: 'ENOTFOUND', tookMs: 2 } })).toMatchObject({
      status: 'bad',
      facts: { resolves: false },
    });
    const failing = see(dns, { answer: { outcome: 'failed', code: 'ESERVFAIL', tookMs: 2 } });
    expect(failing.status).toBe('unknown');
    expect(failing.facts).not.toHaveProperty('resolves');
  });
  it('points to the origin, or to a CDN', () => {
    const known = targetOf({ ...service, public: { ...service.public, resolve: '192.0.2.5' } }, 'outside');
    expect(
      see(dns, { answer: { outcome: 'answered', addresses: ['198.51.100.7'], tookMs: 2 } }, known),
    ).toMatchObject({ status: 'ok', facts: { pointsToOrigin: false } });
  });
});
