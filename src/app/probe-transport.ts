import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { systemClock } from '#base/clock.ts';
import { dns } from '#net/dns.ts';
import { http } from '#net/http.ts';
import { tcp } from '#net/tcp.ts';
import { tls } from '#net/tls.ts';
import { createPlatforms } from '#platforms/platforms.ts';
import type { ProbeTransport } from '#probes/probe-transport.ts';
import type { Catalog } from '#catalog/catalog.ts';
import { createPool, type Pool } from '#ssh/pool.ts';
import { readReference } from '#secrets/read-reference.ts';

export type OpenTransport = ProbeTransport & { readonly close: () => void; readonly pool: Pool };

/** Everything through which probes see the world, with connections that stay open between looks. */
export function openTransport(catalog: () => Catalog, log: Logger): OpenTransport {
  const pool = openPool(catalog, log);
  return {
    shell: pool.shell,
    http,
    tls,
    dns,
    tcp,
    platform: createPlatforms({ catalog, readReference, clock: systemClock }),
    close: pool.close,
    pool,
  };
}

export function openPool(catalog: () => Catalog, log: Logger): Pool {
  return createPool({
    findHost: (name) => catalog().hosts[name],
    readReference,
    knownHostsFiles: [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'],
    ...(process.env['SSH_AUTH_SOCK'] === undefined ? {} : { agentSocket: process.env['SSH_AUTH_SOCK'] }),
    clock: systemClock,
    log,
  });
}
