import { loadRunbooks } from '#app/load-runbooks.ts';
import type { Target } from '#probes/probe.ts';
import { readCatalog } from '#app/read-catalog.ts';

const { signatures } = loadRunbooks();

/** A target for one service written as in resus.yaml, on host `web-1`, or from outside. */
export function targetOf(service: Record<string, unknown>, scope: 'host' | 'outside' = 'host'): Target {
  const catalog = readCatalog(
    JSON.stringify({
      hosts: { 'web-1': { address: '192.0.2.5', user: 'bot' } },
      services: { api: { host: 'web-1', ...service } },
    }),
    'resus.yaml',
  );
  const { api } = catalog.services;
  const host = catalog.hosts['web-1'];
  if (api === undefined || host === undefined) throw new Error('the catalog lost its service');
  // The clock of the recordings.
  const now = 1_795_217_569_000;
  const outside = { service: api, catalog, now, signatures };
  return scope === 'host' ? { ...outside, host } : outside;
}
