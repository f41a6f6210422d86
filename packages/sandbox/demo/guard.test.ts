import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startGuard } from './guard.ts';
import { scaled } from '../workspace/wire/scaled.ts';

let scratch: string;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'resus-guard-'));
});

afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function isGroupAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

test('when its owner is killed, the guard kills what it watches, even what is frozen, and removes the scratch directory', async () => {
  const program = `
    import { spawn } from 'node:child_process';
    import { startGuard } from ${JSON.stringify(join(import.meta.dirname, 'guard.ts'))};
    const guard = startGuard(process.argv[1]);
    const groups = ['exec sleep 300', "trap '' TERM HUP; sleep 300 & wait", 'exec sleep 300'].map((script) => {
      const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' });
      guard.watch(child.pid);
      return child.pid;
    });
    process.kill(groups[0], 'SIGSTOP');
    guard.forget(groups[2]);
    console.log(JSON.stringify(groups));
    setInterval(() => {}, 1_000);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program, scratch], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const [frozen = 0, stubborn = 0, forgotten = 0] = JSON.parse(line.toString()) as number[];
  expect([frozen, stubborn, forgotten].map(isGroupAlive)).toEqual([true, true, true]);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect([frozen, stubborn].map(isGroupAlive)).toEqual([false, false]), {
    timeout: scaled(5_000),
  });
  await vi.waitFor(() => expect(existsSync(scratch)).toBe(false), { timeout: scaled(5_000) });
  expect(isGroupAlive(forgotten)).toBe(true);
  process.kill(-forgotten, 'SIGKILL');
});

test('a guard that is closed ends what is left and is gone itself', async () => {
  const guard = startGuard(scratch);
  const child = spawn('/bin/sleep', ['300'], { detached: true, stdio: 'ignore' });
  guard.watch(child.pid ?? 0);
  const ended = once(child, 'exit');
  await guard.close();
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(existsSync(scratch)).toBe(false);
});
