import { http } from '#net/http.ts';
import { tcp } from '#net/tcp.ts';
import { tls } from '#net/tls.ts';
import { readCatalog } from '#app/read-catalog.ts';
import { checkMonitor } from '#monitoring/check-monitor.ts';
import { monitorsOf } from '#catalog/monitors.ts';
import type { Result } from '#monitoring/monitor-state.ts';

/** One check of a monitor as a user would write it, over the product's own ways out; only the clock may run ahead. */
export async function checkOnce(
  written: string,
  { aheadMs = 0, signal = new AbortController().signal }: { aheadMs?: number; signal?: AbortSignal } = {},
): Promise<Result> {
  const catalog = readCatalog(
    `
hosts: { web-1: { address: 192.0.2.5, user: bot } }
services:
  api:
    host: web-1
    run: { systemd: api }
    watch: { every: 15s, timeout: 1s }
    monitors: [ { id: one, ${written} } ]
`,
    'resus.yaml',
  );
  const monitor = monitorsOf(catalog).find(({ id }) => id === 'api/one');
  if (monitor === undefined) throw new Error('the catalog has no such monitor');
  const clock = { now: () => Date.now() + aheadMs };
  const ports = { http, tls, tcp, shell: async () => {}, lastBeat: async () => 0, clock };
  return checkMonitor(ports, monitor, signal);
}
