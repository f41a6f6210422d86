import { describe, expect, it } from 'vitest';
import { exited, recordedAnswers } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { readApacheSite, readCaddySite } from './other-proxy-config.ts';
import type { Seen } from '../probe.ts';
import { proxy } from './proxy.ts';

const service = {
  run: { systemd: 'api' },
  listen: '127.0.0.1:8080',
  public: { url: 'http://api.example.test/health' },
};
const files = { apache: '/etc/apache2/sites-enabled/api.conf', caddy: '/etc/caddy/Caddyfile' };

function see(kind: 'apache' | 'caddy', scene: string): Seen {
  const target = targetOf({ ...service, proxy: { [kind]: files[kind] } });
  return [proxy.read(recordedAnswers('other-proxies.txt', `${kind}-${scene}`), target)].flat()[0] as Seen;
}

describe.each(['apache', 'caddy'] as const)('%s', (kind) => {
  it('is fine', () => {
    expect(see(kind, 'healthy')).toMatchObject({
      status: 'ok',
      facts: {
        kind,
        active: true,
        configOk: true,
        serving: true,
        upstreamPort: 8080,
        upstreamMatchesListen: true,
        throughStatus: 200,
      },
    });
  });
  it('sends requests to the wrong port', () => {
    expect(see(kind, 'wrong-port')).toMatchObject({
      status: 'bad',
      facts: {
        upstreamPort: 8081,
        upstreamMismatch: 'port',
        throughGatewayError: true,
        throughStatus: kind === 'apache' ? 503 : 502,
        errorSignature: kind === 'apache' ? 'ap-refused' : 'caddy-dial',
      },
    });
  });
  it('has a broken configuration', () => {
    const { facts } = see(kind, 'broken');
    expect(facts).toMatchObject({ configOk: false, active: true });
    expect(facts['configError']).toContain(
      kind === 'apache' ? "Invalid command 'ProxyPas'" : 'unrecognized directive: reverse_prox',
    );
  });
  it('is stopped', () => {
    expect(see(kind, 'stopped')).toMatchObject({
      status: 'bad',
      facts: { active: false, throughOutcome: 'refused' },
    });
  });
  it('claims no broken configuration without the right to test it', () => {
    const seen = see(kind, 'bot');
    expect(seen).toMatchObject({ status: 'ok', facts: { upstreamPort: 8080 } });
    expect(seen.facts).not.toHaveProperty('configOk');
  });
});

describe('Traefik', () => {
  const target = targetOf({ ...service, proxy: { traefik: 'coolify-proxy' } });
  const none = exited('');
  const see = (state: string): Seen =>
    [
      proxy.read({ state: exited(state), config: none, errors: none, through: none }, target),
    ].flat()[0] as Seen;
  it('is known by its container', () => {
    expect(see('Container=coolify-proxy running\n')).toMatchObject({
      status: 'ok',
      facts: { kind: 'traefik', active: true },
    });
    expect(see('Container=coolify-proxy exited\n')).toMatchObject({
      status: 'bad',
      facts: { active: false },
    });
  });
  it('is unknown to a login that may not see containers', () => {
    expect(see('LoadState=not-found\nActiveState=inactive\n')).toMatchObject({
      status: 'unknown',
      facts: {},
    });
  });
});

describe('where other proxies send requests', () => {
  it('is a member of a balancer, or a socket', () => {
    const text =
      '<Proxy "balancer://app">\nBalancerMember "http://10.0.0.1:9000"\n</Proxy>\n<VirtualHost *:80>\nServerName api.example.test\nProxyPass "/" "balancer://app/"\n</VirtualHost>';
    expect(readApacheSite(text, 'api.example.test', '/')?.upstream).toMatchObject({
      host: '10.0.0.1',
      port: 9000,
    });
    const socket =
      '<VirtualHost *:80>\nServerAlias www.example.test api.example.test\nProxyPass / unix:/run/api.sock|http://localhost/\n</VirtualHost>';
    expect(readApacheSite(socket, 'api.example.test', '/')?.upstream?.socket).toBe('/run/api.sock');
  });
  it('is nothing for a path that is excluded', () => {
    const text =
      '<VirtualHost *:80>\nServerName api.example.test\nProxyPass /static !\nProxyPass / http://127.0.0.1:1/\n</VirtualHost>';
    expect(readApacheSite(text, 'api.example.test', '/static/x')).toEqual({ line: 'ProxyPass /static !' });
  });
  it('is read from the block of the host', () => {
    const text =
      '{\n  email x@example.test\n}\nother.example.test {\n  reverse_proxy :1\n}\napi.example.test, www.example.test {\n  handle /api/* {\n    reverse_proxy @x 127.0.0.1:8000\n  }\n}\n';
    expect(readCaddySite(text, 'api.example.test')?.upstream).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
    });
    expect(readCaddySite(text, 'other.example.test')?.upstream).toMatchObject({ host: 'localhost', port: 1 });
  });
});
