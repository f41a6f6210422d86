import { describe, expect, it } from 'vitest';
import type { Seen } from '#probes/probe.ts';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { systemd } from './systemd.ts';

function see(unit: string): Seen {
  return systemd.read(exited(recordedPart('systemctl-show.txt', unit)), targetOf({ run: { systemd: unit } }));
}

describe('a systemd unit', () => {
  it.each([
    ['ok', 'running', undefined],
    ['loop', 'restarting', 'worker_boot'],
    ['fail1', 'failed', 'exit_code'],
    ['fail203', 'failed', 'exec'],
    ['fail200', 'failed', 'chdir'],
    ['fail217', 'failed', 'user'],
    ['envfile', 'failed', 'resources'],
    ['killed', 'failed', 'killed'],
    ['segv', 'failed', 'segfault'],
    ['notify', 'failed', 'start_timeout'],
    ['starting', 'starting', undefined],
    ['oneshot', 'exited', undefined],
    ['stopped', 'stopped', undefined],
    ['masked', 'masked', undefined],
    ['bad', 'bad_setting', undefined],
    ['burst', 'failed', 'exit_code'],
    ['nosuch', 'not_found', undefined],
  ])('%s is told as %s', (unit, state, failure) => {
    const seen = see(unit);
    expect(seen.facts['state']).toBe(state);
    expect(seen.facts['failure']).toBe(failure);
    expect(seen.status).toBe(state === 'running' ? 'ok' : 'bad');
  });
  it('tells how it ended', () => {
    expect(see('fail1').facts).toMatchObject({ exitCode: 1, result: 'exit-code' });
    expect(see('killed').facts).toMatchObject({ signal: 'KILL' });
    expect(see('segv').facts).toMatchObject({ signal: 'SEGV' });
    expect(see('burst').facts).toMatchObject({ restarts: 5 });
  });
  it('tells since when it runs, by the clock of the host', () => {
    expect(see('ok').facts).toMatchObject({ pid: 192, uptimeS: 5, enabled: true, since: 1_795_217_564_000 });
  });
  it('reads the times of a systemd that knows no unix times', () => {
    expect(see('ok-text-times').facts['since']).toBe(1_795_217_564_000);
  });
  it('claims nothing about memory that is not measured', () => {
    expect(see('fail1').facts).not.toHaveProperty('memoryBytes');
  });
  it('is unknown when systemctl is missing or silent', () => {
    const target = targetOf({ run: { systemd: 'ok' } });
    expect(systemd.read(exited('sh: 1: systemctl: not found\nNow=1795217569\n'), target).status).toBe(
      'unknown',
    );
    expect(systemd.read(exited(''), target)).toMatchObject({ status: 'unknown', facts: {} });
  });
});
