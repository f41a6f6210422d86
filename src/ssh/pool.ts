import { homedir } from 'node:os';
import { join } from 'node:path';
import type { NoAnswer, ShellAsk } from '#services/ask.ts';
import type { Host } from '#services/catalog.ts';
import type { Settled } from './batch.ts';
import { createDoor, type DoorPorts } from './door.ts';
import { brokenOff, unreachable } from './failures.ts';
import { createLine, type Line } from './line.ts';
import { resolveReach, type Reach, type Trouble } from './reach.ts';
import { readConfigEntry } from './ssh-config-file.ts';

export type PoolPorts = DoorPorts & {
  readonly findHost: (name: string) => Host | undefined;
  /** Default: ~/.ssh/config. */
  readonly sshConfigFile?: string;
};

export type Pool = {
  /** Runs the asks at once on one host; each is settled exactly once, in any order. Never rejects. */
  readonly shell: (
    host: string,
    asks: readonly ShellAsk[],
    settled: Settled,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Ends every connection, and with it whatever still runs on the hosts. */
  readonly close: () => void;
};

export function createPool(ports: PoolPorts): Pool {
  const lines = new Map<string, Line>();
  const open = createDoor(ports, (reach) => lineFor(reach).link());

  function lineFor(reach: Reach): Line {
    // what leads to the host is its name here: an edited catalog gets a connection of its own
    const key = JSON.stringify(reach);
    const known = lines.get(key);
    if (known) return known;
    const line = createLine(reach, () => open(reach));
    lines.set(key, line);
    return line;
  }

  async function reachOf(name: string): Promise<Reach | { readonly trouble: Trouble }> {
    const file = ports.sshConfigFile ?? join(homedir(), '.ssh', 'config');
    return resolveReach(name, {
      findHost: ports.findHost,
      readConfig: (alias) => readConfigEntry(file, alias),
    });
  }

  async function shell(
    name: string,
    asks: readonly ShellAsk[],
    settled: Settled,
    signal: AbortSignal,
  ): Promise<void> {
    const startedAt = performance.now();
    const settleAll = (answer: NoAnswer) => asks.forEach((_, index) => settled(index, answer));
    const aborted = new Promise<'aborted'>((resolve) => {
      if (signal.aborted) resolve('aborted');
      signal.addEventListener('abort', () => resolve('aborted'), { once: true });
    });
    const reach = await reachOf(name);
    if ('trouble' in reach) return settleAll(unreachable(reach.trouble, startedAt));
    const line = lineFor(reach);
    // asks only read, so what a broken connection never took may be asked again on a new one
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const runner = await Promise.race([line.runner(), aborted]);
      if (runner === 'aborted') return settleAll(brokenOff(signal, startedAt));
      if ('trouble' in runner) {
        // a channel that does not open is the mark of a stale or full connection; all else would only happen again
        if (attempt === 2 || !('isFull' in runner)) return settleAll(unreachable(runner.trouble, startedAt));
      } else {
        const batch = runner.start(asks, settled, signal);
        if (await batch.taken) return batch.over;
      }
      line.retire();
    }
    settleAll(unreachable(noShell(reach), startedAt));
  }

  return {
    shell,
    close: () => {
      for (const line of lines.values()) line.end();
      lines.clear();
    },
  };
}

function noShell(reach: Reach): Trouble {
  return {
    reason: 'other',
    detail: `${reach.host} let ${reach.user} in, but its shell took no commands: look at the login's shell, its rc files (do they wait for input?) and whether its key is bound to a command.`,
  };
}
