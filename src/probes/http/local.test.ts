import { describe, expect, it } from 'vitest';
import { exited, recordedAnswers } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { readResponse } from './http-from-host.ts';
import { connectTo, local, localRequest } from './local.ts';
import type { Seen } from '../probe.ts';

const service = { run: { systemd: 'api' }, listen: '127.0.0.1:8080', local: { path: '/health' } };

function see(scene: string, more: Record<string, unknown> = {}): Seen {
  const seen = local.read(recordedAnswers('http.txt', scene), targetOf({ ...service, ...more }));
  return [seen].flat()[0] as Seen;
}

describe('the own port of a service', () => {
  it.each([
    ['refused', 'refused'],
    ['hang', 'timed_out'],
    ['empty', 'empty_reply'],
    ['reset', 'reset'],
    ['nothttp', 'protocol'],
    ['nosock', 'refused'],
    ['python-refused', 'refused'],
    ['python-hang', 'timed_out'],
    ['python-empty', 'empty_reply'],
    ['python-reset', 'reset'],
    ['python-nothttp', 'protocol'],
    ['bash-refused', 'refused'],
    ['bash-hang', 'timed_out'],
    ['bash-empty', 'empty_reply'],
  ])('%s is told as %s', (scene, outcome) => {
    const { status, facts } = see(scene);
    expect(status).toBe('bad');
    expect(facts).toMatchObject({ outcome, alive: false, expectMet: false });
  });

  it.each(['ok', 'python-ok', 'bash-ok'])('%s answers as expected', (scene) => {
    const expectation = { status: 200, json: { status: 'healthy' } };
    expect(see(scene, { local: { path: '/health', expect: expectation } })).toMatchObject({
      status: 'ok',
      facts: { outcome: 'answered', status: 200, alive: true, bodyMatches: true, server: 'uvicorn' },
    });
  });

  it('is alive but not well when the body is not what is expected', () => {
    expect(see('ok', { local: { path: '/health', expect: { body: 'OK' } } })).toMatchObject({
      status: 'bad',
      facts: { alive: true, expectMet: false, bodyMatches: false },
    });
  });

  it('reads the status of an answer whose body is cut, and says that it is', () => {
    expect(see('big').facts).toMatchObject({ status: 200, complete: true });
    expect(see('partial').facts).toMatchObject({ status: 200, complete: false });
    expect(see('unix').facts).toMatchObject({ status: 200, alive: true });
  });

  it('is unknown, not down, when the host has nothing to ask with', () => {
    const seen = [local.read({ answer: exited('', 127) }, targetOf(service))].flat()[0];
    expect(seen).toMatchObject({ status: 'unknown', facts: {} });
  });

  it('calls 404, 405 and 429 alive, and 500 not', () => {
    for (const status of [401, 404, 405, 422, 429]) {
      const seen = [
        local.read(
          { answer: exited(`HTTP/1.1 ${status} X\n\n\nresus-http ${status} 0.01\nresus-exit 0\n`) },
          targetOf(service),
        ),
      ].flat()[0];
      expect(seen).toMatchObject({ status: 'ok', facts: { alive: true, status } });
    }
    const failed = [
      local.read(
        { answer: exited('HTTP/1.1 500 X\n\nresus-http 500 0.01\nresus-exit 0\n') },
        targetOf(service),
      ),
    ].flat()[0];
    expect(failed).toMatchObject({ status: 'bad', facts: { alive: false, gatewayError: false } });
  });

  it('asks with the public name, as the proxy would', () => {
    const { service: api } = targetOf({ ...service, public: { url: 'https://api.example.test/health' } });
    expect(localRequest(api)).toMatchObject({
      url: 'http://127.0.0.1:8080/health',
      headers: { Host: 'api.example.test', 'X-Forwarded-Proto': 'https' },
    });
    expect(['*', '0.0.0.0', 'localhost', '::', '::1'].map(connectTo)).toEqual([
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.1',
      '[::1]',
      '[::1]',
    ]);
  });

  it('skips a "100 Continue" and what a login prints before', () => {
    const text =
      'Welcome!\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 201 Created\nServer: x\n\nbody\nresus-http 201 0.5\nresus-exit 0\n';
    expect(readResponse(text)).toMatchObject({
      status: 201,
      headers: { server: 'x' },
      body: 'body\n',
      latencyMs: 500,
    });
  });
});
