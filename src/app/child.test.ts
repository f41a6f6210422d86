import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startBound } from './child.ts';
import { scaled } from '#test/scaled.ts';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a program tells how it ended, by itself, by a signal or not at all', async () => {
  const codes = await Promise.all(
    [['/bin/sh', '-c', 'exit 7'], ['/bin/sh', '-c', 'kill -KILL $$'], ['/nowhere/program']].map(
      async ([file = '', ...args]) => (await startBound(file, args)).exited,
    ),
  );
  expect(codes).toEqual([7, 137, 127]);
});

test('a program that is asked to end is gone when that resolves', async () => {
  const child = await startBound('/bin/sleep', ['300']);
  expect(isAlive(child.pid)).toBe(true);
  await child.end();
  expect(isAlive(child.pid)).toBe(false);
  expect(await child.exited).toBe(143);
});

test('when its owner is killed a program ends, even a frozen one and one that ignores every signal', async () => {
  const program = `
    import { startBound } from ${JSON.stringify(join(import.meta.dirname, 'child.ts'))};
    const scripts = ["trap '' TERM HUP INT; while :; do sleep 1; done", 'exec sleep 300'];
    const children = await Promise.all(scripts.map((script) => startBound('/bin/sh', ['-c', script])));
    process.kill(children[1].pid, 'SIGSTOP');
    console.log(JSON.stringify(children.map(({ pid }) => pid)));
    setInterval(() => {}, 1_000);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(pids.map(isAlive)).toEqual([true, true]);
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.map(isAlive)).toEqual([false, false]), { timeout: scaled(10_000) });
});
