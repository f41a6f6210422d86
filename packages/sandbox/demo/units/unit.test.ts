import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Guard, startGuard } from '../guard.ts';
import type { Unit } from './unit.ts';
import { Units } from './units.ts';
import { scaled } from '../../workspace/wire/scaled.ts';

let directory: string;
let guard: Guard;
let units: Units;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'resus-units-'));
  guard = startGuard(directory);
});

afterEach(async () => {
  await units.stopAll();
  await guard.close();
  rmSync(directory, { recursive: true, force: true });
});

function makeUnit(lines: string[]): Unit {
  const text = `[Unit]\nDescription=A test\n[Service]\n${lines.join('\n')}\nRestartSec=20ms\n`;
  writeFileSync(join(directory, 'test.service'), text);
  units = new Units(directory, guard);
  return units.get('test');
}

const shell = (script: string) => `ExecStart=/bin/sh -c "${script}"`;
const journal = () => units.journal.entries().map(({ message }) => message);
const until = (check: () => void) => vi.waitFor(check, { timeout: scaled(5_000), interval: 10 });

test('a started unit runs, and what it prints is in the journal under its own pid', async () => {
  const unit = makeUnit([shell('echo hello; exec sleep 60')]);
  expect(unit.start()).toBe('started');
  await until(() => expect(journal()).toEqual(['Started test.service - A test.', 'hello']));
  expect(unit).toMatchObject({ active: 'active', sub: 'running', result: 'success' });
  expect(units.journal.entries()[1]).toMatchObject({ pid: unit.mainPid, identifier: 'sh', from: 'process' });
});

test('a unit that fails at every start is restarted until the start limit and then stays failed', async () => {
  const unit = makeUnit(['Restart=on-failure', shell('echo no good >&2; exit 3')]);
  unit.start();
  await until(() => expect(unit.active).toBe('failed'));
  expect(unit).toMatchObject({ result: 'exit-code', restarts: 5, main: { code: 1, status: 3 } });
  expect(journal().filter((line) => line === 'no good')).toHaveLength(5);
  expect(journal().slice(-5)).toEqual([
    'test.service: Scheduled restart job, restart counter is at 5.',
    'Stopped test.service - A test.',
    'test.service: Start request repeated too quickly.',
    "test.service: Failed with result 'exit-code'.",
    'Failed to start test.service - A test.',
  ]);
  expect(journal()).toContain('test.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED');
  expect(unit.start()).toBe('start-limit');
  unit.resetFailed();
  expect(unit).toMatchObject({ active: 'inactive', restarts: 0 });
  expect(unit.start()).toBe('started');
});

test('a killed unit comes back with another pid and one more on its restart counter', async () => {
  const unit = makeUnit(['Restart=on-failure', 'ExecStart=/bin/sleep 60']);
  unit.start();
  const firstPid = unit.mainPid;
  process.kill(firstPid, 'SIGKILL');
  await until(() => expect(unit.restarts).toBe(1));
  expect(unit.active).toBe('active');
  expect(unit.mainPid).not.toBe(firstPid);
  expect(journal()).toContain('test.service: Main process exited, code=killed, status=9/KILL');
});

test('a unit that ends by itself with code 0 is inactive and not restarted', async () => {
  const unit = makeUnit(['Restart=on-failure', shell('exit 0')]);
  unit.start();
  await until(() => expect(unit.active).toBe('inactive'));
  expect(unit).toMatchObject({ result: 'success', restarts: 0 });
  expect(journal()).toEqual(['Started test.service - A test.', 'test.service: Deactivated successfully.']);
});

test('a frozen unit can be stopped', async () => {
  const unit = makeUnit(['ExecStart=/bin/sleep 60', 'TimeoutStopSec=5s']);
  unit.start();
  unit.signal('SIGSTOP');
  await unit.stop();
  expect(unit).toMatchObject({ active: 'inactive', result: 'success', mainPid: 0 });
});

test('a unit that ignores SIGTERM is killed with its children when the stop times out', async () => {
  const unit = makeUnit([
    'TimeoutStopSec=100ms',
    shell("trap '' TERM; echo ready; sleep 60 & echo $! >&2; wait; wait; sleep 60"),
  ]);
  unit.start();
  await until(() => expect(journal()).toHaveLength(3));
  const child = Number(journal().find((line) => /^\d+$/.test(line)));
  await unit.stop();
  expect(unit).toMatchObject({ active: 'failed', result: 'timeout', main: { code: 2, status: 9 } });
  await until(() => expect(() => process.kill(child, 0)).toThrow('ESRCH'));
});

test('a failing start names its step as systemd does', async () => {
  const missingProgram = makeUnit(['ExecStart=/nowhere/program']);
  missingProgram.start();
  expect(missingProgram).toMatchObject({
    active: 'failed',
    result: 'exit-code',
    main: { code: 1, status: 203 },
  });
  expect(journal()).toContain('test.service: Main process exited, code=exited, status=203/EXEC');

  const missingDirectory = makeUnit(['WorkingDirectory=/nowhere', 'ExecStart=/bin/sleep 60']);
  missingDirectory.start();
  expect(missingDirectory).toMatchObject({ active: 'failed', main: { status: 200 } });

  const missingVariables = makeUnit(['EnvironmentFile=/nowhere/.env', 'ExecStart=/bin/sleep 60']);
  expect(missingVariables.start()).toBe('failed');
  expect(missingVariables).toMatchObject({ active: 'failed', result: 'resources', main: { code: 0 } });
});

test('a unit gets the variables of its file and of its environment file, and none of ours', async () => {
  writeFileSync(join(directory, 'variables'), '# a comment\nGREETING="good morning"\n');
  const unit = makeUnit([
    `EnvironmentFile=${directory}/variables`,
    'Environment=NAME=world',
    `ExecStart=/bin/sh -c 'echo "$GREETING, $NAME"; env > ${directory}/env'`,
  ]);
  process.env['RESUS_UNIT_TEST'] = 'leaked';
  unit.start();
  await until(() => expect(unit.active).toBe('inactive'));
  delete process.env['RESUS_UNIT_TEST'];
  expect(journal()).toContain('good morning, world');
  expect(readFileSync(join(directory, 'env'), 'utf8')).not.toContain('leaked');
});
