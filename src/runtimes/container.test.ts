import { describe, expect, it } from 'vitest';
import type { Seen } from '#probes/probe.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { docker } from './docker.ts';

// Written after the documentation of the Engine API (no Docker was at hand): State as `docker inspect` prints it.
const state = (more: Record<string, unknown>): Record<string, unknown> => ({
  Status: 'running',
  Running: true,
  Paused: false,
  Restarting: false,
  OOMKilled: false,
  Dead: false,
  Pid: 4121,
  ExitCode: 0,
  Error: '',
  StartedAt: '2026-11-20T23:30:00.123456789Z',
  FinishedAt: '0001-01-01T00:00:00Z',
  ...more,
});
const printed = (more: Record<string, unknown>, restarts = 0): string =>
  `${[JSON.stringify(state(more)), restarts, 'registry.example.test/api:1.4', '{"8000/tcp":null}', 'unless-stopped', 536_870_912, '/api'].join('\u0001')}\nNow=1795217569\n`;

function see(text: string): Seen {
  return docker.read(exited(text), targetOf({ run: { docker: 'api' } }));
}

describe('a container', () => {
  it('runs', () => {
    expect(see(printed({}))).toMatchObject({
      status: 'ok',
      facts: {
        kind: 'docker',
        state: 'running',
        pid: 4121,
        uptimeS: 169,
        restarts: 0,
        crashLoop: false,
        image: 'registry.example.test/api:1.4',
        memoryLimitBytes: 536_870_912,
      },
    });
  });
  it('runs but is not healthy', () => {
    const health = {
      Status: 'unhealthy',
      FailingStreak: 9,
      Log: [{ ExitCode: 1, Output: 'curl: (7) refused' }],
    };
    const seen = see(printed({ Health: health }));
    expect(seen).toMatchObject({ status: 'bad', facts: { state: 'running', health: 'unhealthy' } });
    expect(seen.evidence.find(({ about }) => about?.includes('health') === true)?.text).toContain(
      'curl: (7) refused',
    );
  });
  it.each([
    ['exited with 1', { Status: 'exited', ExitCode: 1, Pid: 0 }, 'failed', 'exit_code'],
    ['was stopped', { Status: 'exited', ExitCode: 0, Pid: 0 }, 'stopped', undefined],
    ['was killed for memory', { Status: 'exited', ExitCode: 137, OOMKilled: true, Pid: 0 }, 'failed', 'oom'],
    ['was killed', { Status: 'exited', ExitCode: 137, Pid: 0 }, 'failed', 'killed'],
    ['crashed', { Status: 'exited', ExitCode: 139, Pid: 0 }, 'failed', 'segfault'],
    [
      'has no such command',
      { Status: 'created', ExitCode: 127, Error: 'exec: "x": executable file not found in $PATH', Pid: 0 },
      'failed',
      'exec',
    ],
    ['restarts again and again', { Status: 'restarting', ExitCode: 3, Pid: 0 }, 'restarting', 'exit_code'],
    [
      'lost its published port',
      {
        Status: 'exited',
        ExitCode: 128,
        Error: 'Bind for 127.0.0.1:9000 failed: port is already allocated',
        Pid: 0,
      },
      'failed',
      'port',
    ],
    ['is paused', { Status: 'paused', Paused: true }, 'paused', undefined],
    ['is dead', { Status: 'dead', ExitCode: 0, Pid: 0 }, 'failed', undefined],
  ])('%s', (_name, more, wanted, failure) => {
    const { facts, status } = see(printed(more));
    expect(status).toBe('bad');
    expect(facts['state']).toBe(wanted);
    expect(facts['failure']).toBe(failure);
  });
  it('was stopped by hand, whatever code that ended it with', () => {
    const ended = { Status: 'exited', ExitCode: 137, Pid: 0, FinishedAt: '2026-11-20T23:32:40.5Z' };
    const { facts } = see(`${printed(ended)}resus-event 1795217560 stop api\n`);
    expect([facts['state'], facts['exitCode'], facts['failure']]).toEqual(['stopped', 137, undefined]);
  });
  it('ends with a code that is gunicorn’s own only where gunicorn runs', () => {
    const ended = { Status: 'exited', ExitCode: 3, Pid: 0 };
    expect(see(printed(ended)).facts['failure']).toBe('exit_code');
    expect(see(`${printed(ended)}resus-gunicorn\n`).facts['failure']).toBe('worker_boot');
  });
  it('is in a crash loop even while it is up for a moment', () => {
    const young = { StartedAt: '2026-11-20T23:32:45.000000000Z' };
    expect(see(printed(young, 5)).facts).toMatchObject({ state: 'running', crashLoop: true });
    expect(see(printed({}, 5)).facts).toMatchObject({ state: 'running', crashLoop: false });
  });
  it('does not exist', () => {
    expect(see('Error: No such container: api\nNow=1795217569\n').facts).toMatchObject({
      state: 'not_found',
    });
  });
  it('cannot run because the engine is down, by the words of old and new clients', () => {
    for (const text of [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'failed to connect to the docker API at unix:///var/run/docker.sock',
    ])
      expect(see(`${text}\nNow=1795217569\n`)).toMatchObject({
        status: 'bad',
        facts: { failure: 'manager_down' },
      });
  });
  it('is unknown without the right to ask, or without Docker', () => {
    expect(
      see(
        'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
      ),
    ).toMatchObject({ status: 'unknown', facts: {} });
    expect(see('resus-no-docker\n')).toMatchObject({ status: 'unknown', facts: {} });
    expect(see('sudo: a password is required\n')).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('is never asked for its environment', () => {
    expect(JSON.stringify(docker.ask(targetOf({ run: { docker: 'api' } }).service))).not.toContain('.Env');
  });
});
