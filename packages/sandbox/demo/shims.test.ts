import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Guard, startGuard } from './guard.ts';
import { serveControl } from './units/control.ts';
import { Units } from './units/units.ts';
import { writeShims } from './write-shims.ts';
import { scaled } from '../workspace/wire/scaled.ts';

let directory: string;
let guard: Guard;
let units: Units;
let control: Server;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "resus shims '"));
  guard = startGuard(join(directory, 'scratch'));
  mkdirSync(join(directory, 'units'));
  const print =
    'i=0; while [ $i -lt 5000 ]; do echo "line $i of a long log, à la fin"; i=$((i+1)); done; exec sleep 60';
  writeFileSync(join(directory, 'units/test.service'), `[Service]\nExecStart=/bin/sh -c '${print}'\n`);
  units = new Units(join(directory, 'units'), guard);
  control = await serveControl(units, join(directory, 'control'));
  units.get('test').start();
  await vi.waitUntil(() => units.journal.entries().length > 5_000, { timeout: scaled(10_000) });
});

afterAll(async () => {
  await units.stopAll();
  control.close();
  await guard.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Ran {
  code: number;
  out: string;
  err: string;
}

const hasPerl = spawnSync('/usr/bin/perl', ['-e', '1']).status === 0;
const clients = [
  { name: 'Perl', perlPaths: ['/usr/bin/perl'], isHere: hasPerl },
  { name: 'Node, where there is no Perl,', perlPaths: [], isHere: true },
];

describe.each(clients.filter(({ isHere }) => isHere))('the shims by $name', ({ name, perlPaths }) => {
  let shims: string;

  beforeAll(async () => {
    shims = join(directory, `by ${name}`);
    await writeShims(shims, { nginxCommand: ['/bin/echo', 'the real nginx', '-c', "it's here"], perlPaths });
  });

  function run(command: string, environment: Record<string, string> = {}): Promise<Ran> {
    const env = {
      PATH: `${shims}:/usr/bin:/bin`,
      RESUS_DEMO_CONTROL: join(directory, 'control'),
      ...environment,
    };
    return new Promise((resolve) => {
      execFile('/bin/sh', ['-c', command], { env, maxBuffer: 10_000_000 }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
  }

  test('pass arguments, outputs and exit codes through untouched', async () => {
    expect(await run('systemctl is-active test')).toEqual({ code: 0, out: 'active\n', err: '' });
    expect(await run('systemctl is-active nope')).toEqual({ code: 3, out: 'inactive\n', err: '' });
    expect(await run('systemctl cat "no such \'unit\'"')).toEqual({
      code: 1,
      out: '',
      err: "No files found for no such 'unit'.service.\n",
    });
  });

  test('carry a long log whole', async () => {
    const { out } = await run('journalctl -u test -o cat -n 5000');
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(5_000);
    expect(lines.at(-1)).toBe('line 4999 of a long log, à la fin');
  });

  test('let sudo change what a plain user may not', async () => {
    const refused = await run('systemctl restart test');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('Interactive authentication required.'),
    });
    const pid = units.get('test').mainPid;
    expect(await run('sudo -n systemctl restart test')).toEqual({ code: 0, out: '', err: '' });
    expect(units.get('test').mainPid).not.toBe(pid);
    expect(await run('sudo -n -u demo -- printf "%s|" a "b c"')).toEqual({ code: 0, out: 'a|b c|', err: '' });
    expect(await run('LC_ALL=fr_FR sudo -n LC_ALL=C env | grep ^LC_ALL')).toMatchObject({
      out: 'LC_ALL=C\n',
    });
    expect((await run('sudo -n -l systemctl restart test')).code).toBe(0);
    expect((await run('sudo -n -l /nowhere/program')).code).toBe(1);
  });

  test('hand nginx its own place and the arguments after it', async () => {
    expect((await run('nginx -s "reload now"')).out).toBe("the real nginx -c it's here -s reload now\n");
  });

  test('answer twenty at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => run('systemctl show -p LoadState test')),
    );
    expect(new Set(answers.map(({ out }) => out))).toEqual(new Set(['LoadState=loaded\n']));
  });

  test('say so when the demo is gone', async () => {
    const answer = await run('systemctl is-active test', { RESUS_DEMO_CONTROL: join(directory, 'nothing') });
    expect(answer.code).not.toBe(0);
    expect(answer.err).toContain("systemctl: the demo's process manager is gone");
  });
});
