import { readFileSync } from 'node:fs';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Host } from '#catalog/catalog.ts';
import { createPool } from '#ssh/pool.ts';

export type OpenClient = {
  /** How many commands answered on all hosts together. */
  readonly look: (hosts: readonly Host[], commands: readonly string[]) => Promise<number>;
  readonly transport: ProbeTransport;
  readonly close: () => void;
};

const absent = (): never => {
  throw new Error('only hosts are looked at here');
};

/** The product's own connections to the fleet, all hosts pinned. */
export function openClient(hosts: readonly Host[]): OpenClient {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const pool = createPool({
    findHost: (name) => byName.get(name),
    readReference: (reference) => Promise.resolve(readFileSync(reference.replace(/^file:/, ''))),
    knownHostsFiles: [],
    clock: { now: () => Date.now() },
    log: { warn: (data, message) => console.warn(message, data) },
  });
  const signal = new AbortController().signal;
  return {
    transport: { shell: pool.shell, http: absent, tls: absent, dns: absent, tcp: absent, platform: absent },
    look: async (asked, commands) => {
      let answers = 0;
      const asks = commands.map((command) => ({ via: 'shell', command, timeoutMs: 60_000 }) as const);
      const count = (_index: number, { outcome }: { outcome: string }): void => {
        if (outcome === 'exited') answers += 1;
      };
      await Promise.all(asked.map(({ name }) => pool.shell(name, asks, count, signal)));
      return answers;
    },
    close: pool.close,
  };
}
