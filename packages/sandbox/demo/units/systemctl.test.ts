import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Guard, startGuard } from '../guard.ts';
import { systemctl } from './systemctl.ts';
import { Units } from './units.ts';

const unitText = `[Unit]
Description=A test
[Service]
ExecStart=/bin/sleep 60
WorkingDirectory=/tmp
[Install]
WantedBy=multi-user.target
`;

let directory: string;
let guard: Guard;
let units: Units;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'resus-systemctl-'));
  guard = startGuard(directory);
  writeFileSync(join(directory, 'test.service'), unitText);
  units = new Units(directory, guard);
});

afterEach(async () => {
  await units.stopAll();
  await guard.close();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (line: string) => systemctl(units, line.split(' '), false);
const askAsRoot = (line: string) => systemctl(units, line.split(' '), true);

async function show(properties: string, name = 'test'): Promise<Record<string, string>> {
  const { out } = await ask(`show --no-pager -p ${properties} --timestamp=unix ${name}`);
  const lines = out.trimEnd().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

test('show tells of a running unit what the probes ask', async () => {
  const beforeS = Math.floor(Date.now() / 1_000);
  await askAsRoot('start test');
  const shown = await show(
    'Id,LoadState,ActiveState,SubState,Result,MainPID,UnitFileState,ExecMainStartTimestamp,WorkingDirectory,NoSuchThing',
  );
  expect(shown).toMatchObject({
    Id: 'test.service',
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    Result: 'success',
    UnitFileState: 'enabled',
    WorkingDirectory: '/tmp',
    MainPID: String(units.get('test').mainPid),
  });
  expect(Number(shown['ExecMainStartTimestamp']?.slice(1))).toBeGreaterThanOrEqual(beforeS);
  expect(shown).not.toHaveProperty('NoSuchThing');
});

test('show answers exit 0 and not-found for a unit that does not exist, as systemd does', async () => {
  expect(await ask('show -p LoadState,ActiveState,MainPID nope')).toEqual({
    code: 0,
    out: 'MainPID=0\nLoadState=not-found\nActiveState=inactive\n',
    err: '',
  });
});

test('show --value prints the values alone', async () => {
  expect((await ask('show --value -p ActiveState test')).out).toBe('inactive\n');
  expect((await ask('show --property=ActiveState --value test.service')).out).toBe('inactive\n');
});

test('an edited unit file needs a daemon-reload until one is done', async () => {
  expect(await show('NeedDaemonReload')).toEqual({ NeedDaemonReload: 'no' });
  writeFileSync(join(directory, 'test.service'), unitText.replace('A test', 'Another'));
  utimesSync(join(directory, 'test.service'), new Date(), new Date(Date.now() + 5_000));
  expect(await show('NeedDaemonReload')).toEqual({ NeedDaemonReload: 'yes' });
  await askAsRoot('daemon-reload');
  expect(await show('NeedDaemonReload,Description')).toEqual({
    NeedDaemonReload: 'no',
    Description: 'Another',
  });
});

test('changes are refused without sudo and nothing happens', async () => {
  const answer = await ask('start test');
  expect(answer.code).toBe(1);
  expect(answer.err).toContain('Interactive authentication required.');
  expect(units.get('test').active).toBe('inactive');
});

test('start, restart and stop do what they say', async () => {
  expect(await askAsRoot('start test')).toEqual({ code: 0, out: '', err: '' });
  const firstPid = units.get('test').mainPid;
  expect((await askAsRoot('restart test.service')).code).toBe(0);
  expect(units.get('test').mainPid).not.toBe(firstPid);
  expect((await ask('is-active test')).code).toBe(0);
  expect((await askAsRoot('stop test')).code).toBe(0);
  expect(await ask('is-active test')).toEqual({ code: 3, out: 'inactive\n', err: '' });
});

test('unknown units give the exit codes of systemd: start 5, status 4, is-active 3, is-enabled 1', async () => {
  expect((await askAsRoot('start nope')).code).toBe(5);
  expect((await ask('status nope')).code).toBe(4);
  expect((await ask('is-active nope')).code).toBe(3);
  expect((await ask('is-enabled nope')).code).toBe(1);
});

test('status shows the state and the last lines, and exits 3 when the unit is not active', async () => {
  expect((await ask('status test')).code).toBe(3);
  await askAsRoot('start test');
  const answer = await ask('status --no-pager -n 1 test');
  expect(answer.code).toBe(0);
  expect(answer.out).toContain('     Active: active (running) since ');
  expect(answer.out).toContain(`   Main PID: ${units.get('test').mainPid}\n`);
  expect(answer.out.trimEnd().split('\n').at(-1)).toContain('Started test.service - A test.');
});

test('cat prints the file with its path, list-units what is loaded', async () => {
  expect((await ask('cat test')).out).toBe(`# ${directory}/test.service\n${unitText}`);
  await askAsRoot('start test');
  expect((await ask('list-units --plain --no-legend te*')).out).toBe(
    'test.service loaded active running A test\n',
  );
  expect((await ask('list-units --plain --no-legend postgresql@*')).out).toBe('');
});

test('an option it does not know is refused and not ignored', async () => {
  expect(await ask('show --nonsense test')).toEqual({
    code: 1,
    out: '',
    err: "systemctl: unrecognized option '--nonsense'\n",
  });
});

test('a reload is refused for a unit that cannot reload', async () => {
  await askAsRoot('start test');
  const answer = await askAsRoot('reload test');
  expect(answer).toMatchObject({ code: 1, err: expect.stringContaining('not applicable') });
});
