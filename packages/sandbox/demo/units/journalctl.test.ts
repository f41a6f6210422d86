import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Guard, startGuard } from '../guard.ts';
import { journalctl } from './journalctl.ts';
import { parseTime } from './journal-time.ts';
import { Units } from './units.ts';
import { scaled } from '../../workspace/wire/scaled.ts';

let directory: string;
let guard: Guard;
let units: Units;
let firstInvocation: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'resus-journal-'));
  guard = startGuard(directory);
  writeFileSync(
    join(directory, 'test.service'),
    '[Unit]\nDescription=A test\n[Service]\nExecStart=/bin/sh -c \'printf "one\\ntw\\033[31mo\\n"; exec sleep 60\'\n',
  );
  writeFileSync(join(directory, 'other.service'), '[Service]\nExecStart=/bin/echo not mine\n');
  units = new Units(directory, guard);
  units.get('other').start();
  units.get('test').start();
  firstInvocation = units.get('test').invocationId;
  await hasSaid('tw', 1);
  await units.get('test').restart();
  await hasSaid('tw', 2);
});

afterAll(async () => {
  await units.stopAll();
  await guard.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Waits until that many lines of the journal start like this. */
function hasSaid(start: string, times: number): Promise<boolean> {
  const count = () => units.journal.entries().filter(({ message }) => message.startsWith(start)).length;
  return vi.waitUntil(() => count() === times, { timeout: scaled(5_000), interval: 10 });
}

const ask = (line: string) => journalctl(units, line.split(' '));
const lines = async (line: string) => (await ask(line)).out.trimEnd().split('\n');

test('-u shows the lines of one unit and those about it, in order', async () => {
  expect(await lines('-u test -o cat --no-pager -q')).toEqual([
    'Started test.service - A test.',
    'one',
    'tw\u001B[31mo',
    'Stopping test.service - A test...',
    'test.service: Deactivated successfully.',
    'Stopped test.service - A test.',
    'Started test.service - A test.',
    'one',
    'tw\u001B[31mo',
  ]);
});

test('short-iso in UTC without the host name is the form that the probes read', async () => {
  const [line = ''] = await lines('-u test -n 1 --no-pager -q -o short-iso --utc --no-hostname');
  const [, time = '', pid = ''] = /^(\S+)\+0000 sh\[(\d+)\]: tw/.exec(line) ?? [];
  expect(Math.abs(Date.parse(`${time}Z`) - Date.now())).toBeLessThan(60_000);
  expect(Number(pid)).toBe(units.get('test').mainPid);
});

test('an invocation id selects the process lines of that start only', async () => {
  expect(await lines(`_SYSTEMD_INVOCATION_ID=${firstInvocation} -o cat -q`)).toEqual([
    'one',
    'tw\u001B[31mo',
  ]);
});

test('json gives a message with control characters as bytes, and as text with -a', async () => {
  const fields = '--output-fields=MESSAGE,PRIORITY,_PID';
  const [bytes = ''] = await lines(`-u test -n 1 -o json ${fields}`);
  const entry = JSON.parse(bytes) as { MESSAGE: number[]; PRIORITY: string; __REALTIME_TIMESTAMP: string };
  expect(Buffer.from(entry.MESSAGE).toString()).toBe('tw\u001B[31mo');
  expect(Object.keys(entry).toSorted()).toEqual([
    'MESSAGE',
    'PRIORITY',
    '_PID',
    '__CURSOR',
    '__REALTIME_TIMESTAMP',
  ]);
  const [text = ''] = await lines(`-u test -n 1 -o json -a ${fields}`);
  expect(JSON.parse(text)).toMatchObject({ MESSAGE: 'tw\u001B[31mo', PRIORITY: '6' });
});

test('since, lines, priority and reverse narrow what is shown', async () => {
  const restarted = units.journal.entries().findIndex(({ message }) => message.startsWith('Stopping'));
  const atS = (units.journal.entries()[restarted]?.atUs ?? 0) / 1e6;
  expect(await lines(`-u test --since @${atS} -o cat -n 2 -r`)).toEqual(['tw\u001B[31mo', 'one']);
  expect((await lines(`-u test --since @${atS} -o cat`))[0]).toBe('Stopping test.service - A test...');
  expect((await ask('-u test -p err -q')).out).toBe('');
});

test('an unknown unit is no error: nothing, said aloud unless -q', async () => {
  expect(await ask('-u nope')).toEqual({ code: 0, out: '-- No entries --\n', err: '' });
  expect(await ask('-u nope -q')).toEqual({ code: 0, out: '', err: '' });
});

test('what it does not understand is refused', async () => {
  expect((await ask('-u test --follow')).err).toBe("journalctl: unrecognized option '--follow'\n");
  expect((await ask('-u test -o nonsense')).code).toBe(1);
  expect(await journalctl(units, ['--since', 'soon'])).toMatchObject({
    code: 1,
    err: 'Failed to parse timestamp: soon\n',
  });
});

test('times are read in the forms people and programs give them', () => {
  const now = Date.parse('2026-11-20T12:00:00Z') * 1_000;
  expect(parseTime('@1795211233', now)).toBe(1_795_211_233_000_000);
  expect(parseTime('-10min', now)).toBe(now - 600e6);
  expect(parseTime('2 hours ago', now)).toBe(now - 7_200e6);
  expect(parseTime('2026-11-20 11:59:58', now)).toBe(now - 2e6);
  expect(parseTime('today', now)).toBe(now - 43_200e6);
});
