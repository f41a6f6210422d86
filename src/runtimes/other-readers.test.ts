import { describe, expect, it } from 'vitest';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { pm2 } from './pm2.ts';
import { caprover } from './caprover.ts';
import { windows } from './windows.ts';

describe('pm2', () => {
  const target = targetOf({ run: { pm2: 'api' } });
  const now = 1_795_217_569;
  const listed = (...all: Record<string, unknown>[]): string =>
    `Now=${now}\nresus-pm2 ${JSON.stringify(all.map((each) => ({ pid: 4121, memory: 5e7, restarts: 0, unstable: 0, up: (now - 900) * 1000, cwd: '/srv/api', script: '/srv/api/server.js', mode: 'fork_mode', ...each })))}\n`;
  it.each([
    ['online', 'running', 'ok'],
    ['launching', 'starting', 'bad'],
    ['stopped', 'stopped', 'bad'],
    ['errored', 'failed', 'bad'],
    ['waiting restart', 'restarting', 'bad'],
  ])('%s is %s', (status, state, judged) => {
    expect(pm2.read(exited(listed({ status })), target)).toMatchObject({ status: judged, facts: { state } });
  });
  it('lets the worst of a cluster speak for all', () => {
    expect(
      pm2.read(exited(listed({ status: 'online' }, { status: 'errored', exit: 1 })), target).facts,
    ).toMatchObject({ state: 'failed', exitCode: 1 });
  });
  it('knows a name that is not there, a daemon that does not run, and rights that are missing', () => {
    expect(pm2.read(exited(listed()), target).facts['state']).toBe('not_found');
    expect(pm2.read(exited('resus-no-daemon\n'), target).facts).toMatchObject({
      state: 'stopped',
      failure: 'manager_down',
    });
    expect(pm2.read(exited('resus-no-right\nresus-no-daemon\n'), target)).toMatchObject({
      status: 'unknown',
      facts: {},
    });
  });
});

function service(replicas: string): string {
  return `service srv-captain--api srv-captain--api ${replicas}\n`;
}

function task(...columns: string[]): string {
  return `${['srv-captain--api.1', ...columns, 'img:7'].join('\u0001')}\n`;
}

describe('a CapRover app as Swarm sees it', () => {
  const target = targetOf({ run: { caprover: 'api' } });
  const read = (text: string) => caprover.read(exited(text), target);
  it('runs', () => {
    expect(read(service('1/1') + task('Running', 'Running 3 minutes ago', ''))).toMatchObject({
      status: 'ok',
      facts: { state: 'running', replicas: 1, replicasWanted: 1, crashLoop: false },
    });
  });
  it('is switched off', () => {
    expect(read(service('0/0')).facts['state']).toBe('stopped');
  });
  it('crashes again and again', () => {
    const failed = task('Shutdown', 'Failed 20 seconds ago', 'task: non-zero exit (1)');
    expect(
      read(service('0/1') + task('Ready', 'Ready 2 seconds ago', '') + failed.repeat(3)).facts,
    ).toMatchObject({ state: 'restarting', crashLoop: true, exitCode: 1, failure: 'exit_code' });
  });
  it('finds no machine to run on', () => {
    expect(
      read(
        service('0/1') + task('Running', 'Pending 2 minutes ago', 'no suitable node (insufficient memory)'),
      ).facts,
    ).toMatchObject({ state: 'failed', failure: 'no_node' });
  });
  it('has an image that is gone', () => {
    expect(
      read(service('0/1') + task('Shutdown', 'Rejected 6 minutes ago', 'No such image: img:7')).facts,
    ).toMatchObject({ state: 'failed', failure: 'image_missing' });
  });
  it('does not exist', () => {
    expect(read('resus-no-service\n').facts['state']).toBe('not_found');
  });
});

describe('a Windows service', () => {
  const target = targetOf({ run: { windows: 'Api' } });
  const read = (told: Record<string, unknown>) =>
    windows.read(exited(`${JSON.stringify({ kind: 'service', now: 1_795_217_569, ...told })}\r\n`), target);
  it('runs', () => {
    expect(read({ state: 'Running', exit: 0, start: 'Auto', pid: 4, started: 1_795_217_000 })).toMatchObject({
      status: 'ok',
      facts: { state: 'running', uptimeS: 569, enabled: true },
    });
  });
  it('was stopped, crashed, never started, or is not there', () => {
    expect(read({ state: 'Stopped', exit: 0, start: 'Manual' }).facts).toMatchObject({
      state: 'stopped',
      enabled: false,
    });
    expect(read({ state: 'Stopped', exit: 1067 }).facts).toMatchObject({ state: 'failed', exitCode: 1067 });
    expect(read({ state: 'Stopped', exit: 1077 }).facts).toMatchObject({ state: 'stopped' });
    expect(read({}).facts['state']).toBe('not_found');
  });
  it('is asked in an encoding that quotes nothing twice', () => {
    const { command } = windows.ask(target.service);
    const encoded = /-EncodedCommand (\S+)$/.exec(command)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString('utf16le')).toContain("$_.Name -eq 'Api'");
  });
});
