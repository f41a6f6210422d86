import type { Service } from '#catalog/catalog.ts';
import { listensAt } from '#catalog/run-kind.ts';
import type { Upstream } from './nginx-route.ts';

export type Compared = {
  readonly matches?: boolean;
  readonly mismatch?: 'port' | 'address' | 'socket' | 'kind';
};

/** Does the proxy send requests where the catalog says the service listens? Undefined when names hide the answer. */
export function compareUpstream(upstream: Upstream, service: Service): Compared {
  const at = listensAt(service);
  if (at === undefined) return {};
  if ('socket' in at) {
    if (upstream.socket === undefined)
      return upstream.host === undefined ? {} : { matches: false, mismatch: 'kind' };
    return upstream.socket === at.socket ? { matches: true } : { matches: false, mismatch: 'socket' };
  }
  if (upstream.socket !== undefined) return { matches: false, mismatch: 'kind' };
  if (upstream.host === undefined || upstream.port === undefined) return {};
  if (upstream.port !== at.port) return { matches: false, mismatch: 'port' };
  const any = ['*', '0.0.0.0', '::'].includes(at.address);
  if (any || upstream.host === at.address) return { matches: true };
  if (upstream.host === 'localhost')
    return { matches: loopback(at.address), ...(loopback(at.address) ? {} : { mismatch: 'address' }) };
  if (at.address === 'localhost' && loopback(upstream.host)) return { matches: true };
  // Two literal addresses that differ cannot meet; a name may mean anything.
  const literal = /^[\d.]+$|:/;
  return literal.test(upstream.host) && (literal.test(at.address) || loopback(at.address))
    ? { matches: false, mismatch: 'address' }
    : {};
}

function loopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}
