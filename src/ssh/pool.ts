import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ShellAsk } from '#catalog/ask.ts';
import type { Host } from '#catalog/catalog.ts';
import { act, type ActCommand, type ActResult, type ActState, actState, actStop } from './durable-command.ts';
import type { Settled } from './batch.ts';
import type { PresentedKey } from './connect.ts';
import { createDoor, type DoorPorts } from './connector.ts';
import { unreachable } from './failures.ts';
import { createLine, type Line } from './host-session.ts';
import { resolveReach, type Reach, type Trouble } from './target.ts';
import type { CommandResult, RunOptions } from './run-command.ts';
import { run } from './run.ts';
import { plainShell, shell } from './shell.ts';
import { readConfigEntry } from './ssh-config-file.ts';

export type PoolPorts = DoorPorts & {
  readonly findHost: (name: string) => Host | undefined;
  /** Default: ~/.ssh/config. */
  readonly sshConfigFile?: string;
};

/** Nothing here rejects for what a host or a network does. */
export type Pool = {
  /** Runs the asks at once on one host; each is settled exactly once, in any order, before the promise resolves. */
  readonly shell: (
    host: string,
    asks: readonly ShellAsk[],
    settled: Settled,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Runs one command; ended by its limit, by `signal` or by a lost connection, it is killed and looked after. */
  readonly run: (host: string, command: string, options: RunOptions) => Promise<CommandResult>;
  /** Runs one approved change, at most once for its id; a lost connection does not end it. */
  readonly act: (host: string, change: ActCommand) => Promise<ActResult>;
  /** The state of a change that began before. */
  readonly actState: (host: string, id: string) => Promise<ActState>;
  /** Ends what is left of a change; answers the process group that stayed in spite of it. */
  readonly actStop: (host: string, id: string) => Promise<number | undefined | 'unreachable'>;
  /** The key that the host shows now, trusted or not. Nothing is sent to it: for `resus trust`. */
  readonly presentedKey: (host: string) => Promise<PresentedKey | { readonly trouble: Trouble }>;
  /** The login to which a command for this host would really go: part of what is approved. */
  readonly reach: (host: string) => Promise<Reach | { readonly trouble: Trouble }>;
  /** Ends every connection, and with it whatever still runs on the hosts. */
  readonly close: () => void;
};

export function createPool(ports: PoolPorts): Pool {
  const lines = new Map<string, Line>();
  let isClosed = false;
  const door = createDoor(ports, (reach) => lineFor(reach).link());

  function lineFor(reach: Reach): Line {
    // what leads to the host is its name here: an edited catalog gets a connection of its own
    const key = JSON.stringify(reach);
    const known = lines.get(key);
    if (known) return known;
    const line = createLine(reach, () => door.open(reach));
    if (isClosed) line.end();
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

  const runOn: Pool['run'] = async (name, command, options) => {
    const startedAt = performance.now();
    const reach = await reachOf(name);
    if ('trouble' in reach) return unreachable(reach.trouble, startedAt);
    return run(lineFor(reach), () => door.open(reach), command, options);
  };

  return {
    reach: reachOf,
    shell: async (name, asks, settled, signal) => {
      const startedAt = performance.now();
      const reach = await reachOf(name);
      if ('trouble' in reach)
        return asks.forEach((_, index) => settled(index, unreachable(reach.trouble, startedAt)));
      const ask = reach.os === 'windows' ? plainShell : shell;
      return ask(lineFor(reach), asks, settled, signal);
    },
    run: runOn,
    act: (name, change) => act(runOn, name, change),
    actState: (name, id) => actState(runOn, name, id),
    actStop: (name, id) => actStop(runOn, name, id),
    presentedKey: async (name) => {
      const reach = await reachOf(name);
      return 'trouble' in reach ? reach : door.look(reach);
    },
    close: () => {
      isClosed = true;
      for (const line of lines.values()) line.end();
      lines.clear();
    },
  };
}
