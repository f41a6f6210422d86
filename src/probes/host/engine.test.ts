import { describe, expect, it } from 'vitest';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { engine } from './engine.ts';
import type { Seen } from '../probe.ts';

const target = targetOf({ run: { docker: 'api' } });
const see = (text: string): Seen => [engine.read({ version: exited(text) }, target)].flat()[0] as Seen;

describe('the Docker engine', () => {
  it('runs', () => {
    expect(see('Unit=active\nServer=27.3.1\n')).toMatchObject({
      status: 'ok',
      facts: { up: true, version: '27.3.1', unitState: 'active' },
    });
  });
  it('is down or hangs', () => {
    expect(
      see('Unit=failed\nCannot connect to the Docker daemon at unix:///var/run/docker.sock.\nresus-exit 1\n'),
    ).toMatchObject({ status: 'bad', facts: { up: false, unitState: 'failed' } });
    expect(see('Unit=active\nresus-exit 124\n')).toMatchObject({ status: 'bad', facts: { up: false } });
  });
  it('is unknown without rights or without Docker', () => {
    expect(
      see(
        'Unit=active\npermission denied while trying to connect to the Docker daemon socket\nresus-exit 1\n',
      ),
    ).toMatchObject({ status: 'unknown', facts: {} });
    expect(see('resus-no-docker\n')).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('is not asked for what does not run in it', () => {
    expect(engine.asks(targetOf({ run: { systemd: 'api' } }))).toBeUndefined();
  });
});
