import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findNpm } from '../../bin/setup/node.mjs';
import { root } from '../../bin/setup/place.mjs';
import { describeWith } from '#test/needs.ts';
import { scaled } from '#test/scaled.ts';

/** A process as the kernel knows it: the number alone may be given to another one. */
type Born = {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly startedAt: string;
};

function processes(): Born[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent, ...more] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(pid), parent: Number(parent), name, startedAt: more[17] ?? '' }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

function descendantsOf(pid: number, all = processes()): Born[] {
  const children = all.filter(({ parent }) => parent === pid);
  return [...children, ...children.flatMap((child) => descendantsOf(child.pid, all))];
}

function leftOf(some: readonly Born[]): Born[] {
  const alive = new Set(processes().map(({ pid, startedAt }) => `${pid} ${startedAt}`));
  return some.filter(({ pid, startedAt }) => alive.has(`${pid} ${startedAt}`));
}

/** The whole sandbox as a group of its own, once it is ready, with everything that it started. */
async function startGroup(args: readonly string[]): Promise<{ leader: ChildProcess; all: Born[] }> {
  const dir = mkdtempSync(join(tmpdir(), 'resus-group-'));
  const leader = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      RESUS_DATA: dir,
      RESUS_HTTP: '127.0.0.1:0',
      RESUS_CONFIG: join(dir, 'resus.yaml'),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  let all: Born[] = [];
  onTestFinished(() => {
    for (const { pid } of leftOf(all)) process.kill(pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  for await (const line of createInterface({ input: leader.stdout })) {
    if (line.includes('Resus is ready')) break;
  }
  leader.stdout.resume();
  const itself = processes().filter(({ pid }) => pid === leader.pid);
  all = [...itself, ...descendantsOf(Number(leader.pid))];
  return { leader, all };
}

const bootstrap = [join(root, 'bin/resus.mjs'), 'start'];
const npm = (): string[] => [findNpm(), 'start'];

describeWith(['redis', 'nginx'], 'whatever Resus started ends with it', () => {
  test.each([
    {
      how: 'when its whole group is told to end twice at once',
      args: npm,
      end: (leader: number) => {
        process.kill(-leader, 'SIGTERM');
        process.kill(-leader, 'SIGTERM');
      },
    },
    {
      how: 'when the product is killed',
      args: () => bootstrap,
      end: (leader: number) => {
        const product = descendantsOf(leader).find(({ name }) => name.includes('src/main.ts'));
        process.kill(Number(product?.pid), 'SIGKILL');
      },
    },
    {
      how: 'when what started the product is killed',
      args: () => bootstrap,
      end: (leader: number) => process.kill(leader, 'SIGKILL'),
    },
    {
      how: 'when npm, the leader of its group, is killed',
      args: npm,
      end: (leader: number) => process.kill(leader, 'SIGKILL'),
    },
    {
      how: 'when its whole group is killed',
      args: npm,
      end: (leader: number) => process.kill(-leader, 'SIGKILL'),
    },
  ])('$how', { timeout: scaled(120_000) }, async ({ args, end }) => {
    const { leader, all } = await startGroup(args());
    const names = all.map(({ name }) => name).join('\n');
    for (const part of ['src/main.ts', 'redis-server', 'nginx', 'sandbox/main.ts', 'server.mjs'])
      expect(names).toContain(part);
    end(Number(leader.pid));
    await vi.waitFor(() => expect(leftOf(all)).toEqual([]), { timeout: scaled(60_000), interval: 100 });
  });
});
