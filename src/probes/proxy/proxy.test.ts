import { describe, expect, it } from 'vitest';
import { recordedAnswers } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import type { Seen } from '../probe.ts';
import { proxy } from './proxy.ts';

const service = {
  run: { systemd: 'api' },
  listen: '127.0.0.1:8080',
  local: { path: '/health' },
  public: { url: 'http://api.example.test/health' },
  proxy: { nginx: '/etc/nginx/sites-enabled/api' },
};

function see(scene: string, more: Record<string, unknown> = {}): Seen {
  const seen = proxy.read(recordedAnswers('nginx.txt', scene), targetOf({ ...service, ...more }));
  return [seen].flat()[0] as Seen;
}

describe('nginx', () => {
  it('is fine when it passes requests to where the service listens', () => {
    expect(see('healthy')).toMatchObject({
      status: 'ok',
      facts: {
        active: true,
        configOk: true,
        serving: true,
        siteEnabled: true,
        serverMatch: 'exact',
        upstreamHost: '127.0.0.1',
        upstreamPort: 8080,
        upstreamMatchesListen: true,
        throughOutcome: 'answered',
        throughStatus: 200,
        throughLayer: 'app',
      },
    });
  });

  it('shows the line of the configuration that names the wrong port', () => {
    const seen = see('wrong-port');
    expect(seen).toMatchObject({
      status: 'bad',
      facts: {
        upstreamPort: 8081,
        upstreamMatchesListen: false,
        upstreamMismatch: 'port',
        throughStatus: 502,
        throughGatewayError: true,
        errorSignature: 'ngx-refused',
        errorUpstreamPort: 8081,
      },
    });
    const proof = seen.evidence.find(({ about }) => about?.includes('upstreamMismatch') === true);
    expect(proof?.text).toContain('/etc/nginx/sites-enabled/api:1\nproxy_pass http://127.0.0.1:8081;');
  });

  it('does not blame the configuration when the service is down', () => {
    expect(see('app-down-2').facts).toMatchObject({
      upstreamMatchesListen: true,
      throughGatewayError: true,
      errorSignature: 'ngx-refused',
      errorUpstreamPort: 8080,
    });
  });

  it('tells a socket that is not there', () => {
    expect(see('socket-2').facts).toMatchObject({
      upstreamSocket: '/run/api.sock',
      upstreamMatchesListen: false,
      upstreamMismatch: 'kind',
      errorSignature: 'ngx-sock-missing',
    });
    expect(see('socket', { listen: 'unix:/run/api.sock' }).facts['upstreamMatchesListen']).toBe(true);
  });

  it('follows a variable', () => {
    expect(see('variable').facts).toMatchObject({ upstreamPort: 9999, upstreamMatchesListen: false });
  });

  it('follows an included snippet, and chooses the location by its pattern', () => {
    expect(see('snippet').facts).toMatchObject({
      upstreamPort: 8080,
      upstreamMatchesListen: true,
      location: '~ ^/health',
    });
  });

  it('follows try_files to a named location', () => {
    const other = { public: { url: 'http://api.example.test/other' } };
    expect(see('snippet', other).facts).toMatchObject({ upstreamPort: 8082, upstreamMismatch: 'port' });
  });

  it('knows a maintenance answer', () => {
    expect(see('maintenance').facts).toMatchObject({ serving: false, returns: '503', throughStatus: 503 });
  });

  it('reads the files of a configuration that fails its test', () => {
    const seen = see('broken');
    expect(seen).toMatchObject({
      status: 'bad',
      facts: {
        configOk: false,
        active: true,
        upstreamPort: 8080,
        configErrorFile: '/etc/nginx/sites-enabled/api:1',
      },
    });
    expect(seen.facts['configError']).toContain('unexpected "}"');
  });

  it('claims no broken configuration when it may not run the test', () => {
    for (const scene of ['unprivileged', 'broken-unprivileged'])
      expect(see(scene).facts).not.toHaveProperty('configOk');
    expect(see('unprivileged')).toMatchObject({ status: 'ok', facts: { upstreamPort: 8080 } });
  });

  it('knows a site that is not enabled', () => {
    expect(see('disabled')).toMatchObject({
      status: 'bad',
      facts: { siteEnabled: false, siteExists: false, configOk: true, serving: false },
    });
  });

  it('knows that nginx is stopped', () => {
    expect(see('stopped')).toMatchObject({
      status: 'bad',
      facts: { active: false, activeState: 'inactive', configOk: true, throughOutcome: 'refused' },
    });
  });

  it('says so when nginx is not there at all', () => {
    const answers = { ...recordedAnswers('nginx.txt', 'healthy') };
    const none = {
      outcome: 'exited',
      code: 0,
      text: 'resus-no-nginx\n',
      truncated: false,
      tookMs: 1,
    } as const;
    const seen = [proxy.read({ ...answers, config: none }, targetOf(service))].flat()[0];
    expect(seen).toMatchObject({ status: 'bad', facts: { installed: false, active: false } });
  });
});
