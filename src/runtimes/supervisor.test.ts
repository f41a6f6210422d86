import { describe, expect, it } from 'vitest';
import type { Seen } from '#probes/probe.ts';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { supervisor } from './supervisor.ts';

function see(program: string, part = program): Seen {
  return supervisor.read(
    exited(recordedPart('supervisorctl.txt', part)),
    targetOf({ run: { supervisor: program } }),
  );
}

describe('a supervisor program', () => {
  it.each([
    ['s-run', 'running', undefined, false],
    ['s-stopped', 'stopped', undefined, false],
    ['s-exited', 'exited', undefined, false],
    ['s-backoff', 'restarting', 'exit_code', true],
    ['s-fatal', 'failed', 'exit_code', false],
    ['s-nocmd', 'failed', 'command_missing', false],
    ['s-starting', 'starting', undefined, false],
    ['s-killed', 'failed', 'killed', false],
    ['s-loop', 'starting', 'worker_boot', true],
    ['nosuch', 'not_found', undefined, false],
  ])('%s is told as %s', (program, state, failure, crashLoop) => {
    const { facts } = see(program);
    expect(facts['state']).toBe(state);
    expect(facts['failure']).toBe(failure);
    expect(facts['crashLoop']).toBe(crashLoop);
  });
  it('tells pid and uptime of what runs', () => {
    expect(see('s-run').facts).toMatchObject({ pid: 2481, uptimeS: 9, startedAt: 1_795_219_957_000 });
  });
  it('finds exit codes and signals in the log of supervisord', () => {
    expect(see('s-fatal').facts).toMatchObject({ exitCode: 1, restarts: 2 });
    expect(see('s-killed').facts).toMatchObject({ signal: 'KILL' });
    expect(see('s-run').facts).not.toHaveProperty('exitCode');
  });
  it('says nothing about the program when the login may not ask', () => {
    expect(see('s-run', 'denied')).toMatchObject({ status: 'unknown', facts: {} });
  });
  it('knows that nothing runs when supervisord itself is down', () => {
    expect(see('s-run', 'down')).toMatchObject({
      status: 'bad',
      facts: { state: 'stopped', failure: 'manager_down' },
    });
  });
});
